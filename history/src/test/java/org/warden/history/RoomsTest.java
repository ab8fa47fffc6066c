package org.warden.history;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.warden.history", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    @ArchTest
    static final ArchRule historyKnowsWhatIsKeptAndNothingOfWhoTellsIt = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.h2.mvstore..",
                    "org.warden.history..",
                    "org.warden.core.api..",
                    "org.warden.core.config..",
                    "org.warden.core.log..",
                    "org.warden.core.model..",
                    "org.warden.core.port..");

    @ArchTest
    static final ArchRule theLibraryIsLoadedWithTheFirstEventAndNotBefore = noClasses()
            .that()
            .doNotHaveSimpleName("Segment")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.h2..");
}

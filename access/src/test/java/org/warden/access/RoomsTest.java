package org.warden.access;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.warden.access", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    @ArchTest
    static final ArchRule accessKnowsWhatIsConfiguredAndNothingOfTheWeb = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax.crypto..",
                    "com.password4j..",
                    "org.warden.access..",
                    "org.warden.core.model..",
                    "org.warden.core.config..",
                    "org.warden.core.port..");

    @ArchTest
    static final ArchRule theLibraryIsLoadedWithTheFirstPasswordAndNotBefore = noClasses()
            .that()
            .doNotHaveSimpleName("PasswordHash")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.password4j..");
}

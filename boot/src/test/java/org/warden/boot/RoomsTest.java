package org.warden.boot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.warden.boot", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    @ArchTest
    static final ArchRule bootJoinsRoomsAndKnowsNeitherTheirToolsNorWhoseProcessItIsIn = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta..",
                    "org.eclipse.jetty..",
                    "org.apache.xmlrpc..",
                    "org.warden.spawner..",
                    "org.warden.launcher..",
                    "org.warden.webapp..",
                    "org.warden.core.process..");
}

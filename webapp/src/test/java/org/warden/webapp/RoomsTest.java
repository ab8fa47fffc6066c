package org.warden.webapp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.warden.webapp", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    @ArchTest
    static final ArchRule onlyBootKnowsWhatIsBehindTheInterfaces = noClasses()
            .that()
            .resideOutsideOfPackage("org.warden.webapp.boot..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.warden.core.loop..",
                    "org.warden.core.process..",
                    "org.warden.core.log..",
                    "org.eclipse.jetty..",
                    "org.apache.xmlrpc..");

    @ArchTest
    static final ArchRule onlyBootKnowsWhichFacesAndCdiThereAre = noClasses()
            .that()
            .resideOutsideOfPackage("org.warden.webapp.boot..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.sun.faces..", "org.jboss.weld..");
}

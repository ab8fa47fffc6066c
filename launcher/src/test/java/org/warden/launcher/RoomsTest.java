package org.warden.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.warden.launcher", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    @ArchTest
    static final ArchRule launcherNeverSeesFacesOrAnyOtherPartOfAServletContainer =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("jakarta..", "org.warden.webapp..");

    @ArchTest
    static final ArchRule launcherLeavesPolicyToTheCore = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.warden.core.process..", "org.warden.core.group..", "org.apache.xmlrpc..");
}

package org.warden.doors;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.warden.doors", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    @ArchTest
    static final ArchRule doorsKnowJettyAndTheInterfacesBehindThem = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.eclipse.jetty.http..",
                    "org.eclipse.jetty.io..",
                    "org.eclipse.jetty.util..",
                    "org.eclipse.jetty.server..",
                    "org.warden.doors..",
                    "org.warden.rpc..",
                    "org.warden.access..",
                    "org.warden.core.api..",
                    "org.warden.core.model..",
                    "org.warden.core.config..",
                    "org.warden.core.port..");
}

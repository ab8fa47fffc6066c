package org.warden.rpc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.warden.rpc", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    @ArchTest
    static final ArchRule rpcKnowsTheCoreByItsInterfaceAndNoServer = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax.xml..",
                    "javax.net.ssl..",
                    "org.xml.sax..",
                    "org.apache.xmlrpc..",
                    "org.apache.ws.commons.util..",
                    "org.warden.rpc..",
                    "org.warden.core.api..",
                    "org.warden.core.model..",
                    "org.warden.core.config..",
                    "org.warden.core.port..");

    @ArchTest
    static final ArchRule portsAreUsedForTheClockAndAccountsOnly = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("org\\.warden\\.core\\.port\\.(Spawn.*|.*Command|.*Event)");
}

package org.warden.ctl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Beyond the style page: {@code core.port} and {@code core.model}, for the machine that configurations are read on. Of
 * {@code rpc} it sees which plug-ins are installed, the client and the codes of faults. JLine is for the shell at a terminal alone: a
 * single command can't afford it.
 */
@AnalyzeClasses(packages = "org.warden.ctl", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    @ArchTest
    static final ArchRule ctlSeesTheConfigurationAndNothingOfTheDaemon = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "jakarta.json..",
                    "org.jline..",
                    "org.warden.ctl..",
                    "org.warden.access..",
                    "org.warden.core.config..",
                    "org.warden.core.port..",
                    "org.warden.core.model..",
                    "org.warden.rpc",
                    "org.warden.rpc.client");

    @ArchTest
    static final ArchRule ofTheInterfaceItSeesPluginsTheClientFaultCodesAndTheSupportBundleOnly = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("org\\.warden\\.rpc\\.(?!Plugin|FaultCode|SupportBundle|client\\.).*");

    @ArchTest
    static final ArchRule onlyTheAnswersInJsonNeedTheLibraryForIt = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Json")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta..");

    @ArchTest
    static final ArchRule onlyTheShellNeedsTheLibraryForTerminals = noClasses()
            .that()
            .haveNameNotMatching(".*\\.(TerminalShell|Completions)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.jline..");
}

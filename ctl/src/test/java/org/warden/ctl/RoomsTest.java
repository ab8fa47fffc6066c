package org.warden.ctl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Beyond the style page: {@code core.port} and {@code core.model}, for the machine that configurations are read on. Of
 * {@code rpc} it sees which plug-ins are installed.
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
                    "org.warden.ctl..",
                    "org.warden.core.config..",
                    "org.warden.core.port..",
                    "org.warden.core.model..",
                    "org.warden.rpc");

    @ArchTest
    static final ArchRule ofTheInterfaceItSeesTheFolderOfPluginsOnly =
            noClasses().should().dependOnClassesThat().haveNameMatching("org\\.warden\\.rpc\\.(?!Plugin).*");

    @ArchTest
    static final ArchRule onlyTheAnswersInJsonNeedTheLibraryForIt = noClasses()
            .that()
            .doNotHaveSimpleName("Json")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta..");
}

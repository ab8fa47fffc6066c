package org.warden.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What each room of the core may import. A new import across rooms is a change of this table, with its reason.
 *
 * <p>Beyond the style page: {@code api} sees the records of {@code config}, because views carry them; {@code config} sees
 * {@code port}, because users are looked up while reading; {@code log} sees {@code api}, because it implements the interface
 * {@code Logs} that clients ask; {@code metrics} sees {@code api}, because what it gives out goes to clients as it is.
 */
class RoomRulesTest {
    private static final String ROOT = "org.warden.core.";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.warden.core");

    private static final String TABLE = """
            model,    model
            port,     model
            config,   model port
            process,  model config
            group,    model config process
            listener, model config
            log,      model config port api
            api,      model config
            metrics,  model port api
            kept,     model config process listener log
            loop,     model port config process group listener log metrics kept api
            """;

    @ParameterizedTest(name = "{0} sees only {1}")
    @CsvSource(textBlock = TABLE)
    void aRoomSeesOnlyTheRoomsOfItsRow(String room, String visible) {
        String[] allowed = Arrays.stream((visible + " " + room).split(" "))
                .map(name -> ROOT + name + "..")
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(ROOT + room + "..")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage("org.warden..").or(resideInAnyPackage(allowed)))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void everyRoomHasARow() {
        Set<String> rows =
                TABLE.lines().map(line -> line.split(",")[0].strip()).collect(Collectors.toCollection(TreeSet::new));
        Set<String> rooms = CLASSES.stream()
                .map(c -> c.getPackageName().substring(ROOT.length()).split("\\.")[0])
                .collect(Collectors.toCollection(TreeSet::new));
        rooms.removeAll(rows);
        Assertions.assertEquals(Set.of(), rooms);
    }

    @Test
    void ini4jIsSeenInConfigOnlyAndThereOnlyItsEvents() {
        noClasses()
                .that(resideOutsideOfPackage("org.warden.core.config.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.ini4j..")
                .check(CLASSES);
        DescribedPredicate<JavaAccess<?>> substituting = DescribedPredicate.describe(
                "fetch(), to() or from() of ini4j",
                access -> access.getTargetOwner().getPackageName().startsWith("org.ini4j")
                        && Set.of("fetch", "fetchAll", "to", "from", "as").contains(access.getName()));
        noClasses().should().accessTargetWhere(substituting).check(CLASSES);
    }

    @Test
    void theCoreKnowsNoContainerNoXmlRpcAndNoNativeCode() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "jakarta..",
                        "javax.servlet..",
                        "org.apache.xmlrpc..",
                        "org.eclipse.jetty..",
                        "org.warden.rpc.."))
                .check(CLASSES);
        noMethods().should().haveModifier(JavaModifier.NATIVE).check(CLASSES);
        noClasses()
                .should()
                .callMethod(System.class, "load", String.class)
                .orShould()
                .callMethod(System.class, "loadLibrary", String.class)
                .check(CLASSES);
    }

    @Test
    void nothingInTheCoreEndsTheJvm() {
        noClasses()
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .check(CLASSES);
    }

    @Test
    void theModelHoldsValuesOnly() {
        classes()
                .that(resideInAPackage("org.warden.core.model.."))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.warden.core.model..")
                .check(CLASSES);
    }
}

package org.warden.spawner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What this room may see. */
@AnalyzeClasses(packages = "org.warden.spawner", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
    @ArchTest
    static final ArchRule seesOnlyPortAndModelOfTheCore = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.warden.spawner..", "org.warden.core.port..", "org.warden.core.model..");

    @ArchTest
    static final ArchRule classesOfTheBuildInCompileAlone = classes()
            .that()
            .haveSimpleName("NativeEngine")
            .or()
            .haveSimpleName("NativeHost")
            .or()
            .haveSimpleName("Wire")
            .should()
            .onlyDependOnClassesThat()
            .resideInAPackage("java..");
}

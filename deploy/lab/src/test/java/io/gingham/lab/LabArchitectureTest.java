package io.gingham.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The lab's side of what `ArchitectureTest` (felix-agent/cli) holds the product to.
class LabArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.gingham");

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.gingham.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void nothingDependsOnTheLab() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.gingham.lab..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.gingham.lab..")
                .check(CLASSES);
    }
}

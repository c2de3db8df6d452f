package io.gingham.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The arrows of docs/architecture.md. Maven keeps modules apart that don't name each other; this
/// keeps the pure centres pure, and says it where both could be on one class path.
class ArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.gingham");

    @Test
    void cniPolicyAndBgpNeverKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("io.gingham.cni..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.gingham.policy..", "io.gingham.bgp..", "io.gingham.agent..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.gingham.policy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.gingham.cni..",
                        "io.gingham.bgp..",
                        "io.gingham.agent..",
                        "io.gingham.netlink..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.gingham.bgp..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.gingham.cni..",
                        "io.gingham.policy..",
                        "io.gingham.agent..",
                        "io.gingham.netlink..")
                .check(CLASSES);
    }

    @Test
    void netlinkKnowsOnlyTheSharedValues() {
        noClasses()
                .that()
                .resideInAPackage("io.gingham.netlink..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.gingham.crds..",
                        "io.gingham.watch..",
                        "io.fabric8..",
                        "io.gingham.cni..",
                        "io.gingham.agent..")
                .check(CLASSES);
    }

    @Test
    void sharedWordsKnowNobody() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.gingham.value..",
                        "io.gingham.delta..",
                        "io.gingham.watch..",
                        "io.gingham.crds..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.gingham.netlink..",
                        "io.gingham.policy..",
                        "io.gingham.bgp..",
                        "io.gingham.cni..",
                        "io.gingham.agent..")
                .check(CLASSES);
    }

    @Test
    void pureCentresHaveNoSocketsFilesThreadsOrClocks() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.gingham.policy..",
                        "io.gingham.bgp.message..",
                        "io.gingham.bgp.codec..",
                        "io.gingham.bgp.fsm..",
                        "io.gingham.bgp.rib..",
                        "io.gingham.dataplane.rules..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net..",
                        "java.nio.channels..",
                        "java.nio.file..",
                        "java.util.concurrent",
                        "io.netty..",
                        "org.slf4j..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Instant")
                .check(CLASSES);
    }

    @Test
    void nativeCallsAreInOnePackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.gingham.netlink.libc..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jnr..")
                .check(CLASSES);
    }

    /// What is on this class path is what goes into the image and the archive.
    @Test
    void benchmarksAreNoPartOfTheProduct() {
        noClasses().should().resideInAPackage("..bench..").check(CLASSES);
    }

    @Test
    void partsOfTheAgentFormNoCycle() {
        slices().matching("io.gingham.agent.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}

package io.gingham.agent;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.NodeBlocks;
import org.junit.jupiter.api.Test;

/// The arrows of docs/architecture.md, over all that goes into the image. Maven keeps modules apart
/// that don't name each other; this keeps the pure centres pure, and says it where both could be on
/// one class path.
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

    /// What stands between them (looking glass, status, metrics, what the RIB tells the kernel) is
    /// below both.
    @Test
    void agentAndBgpDaemonNeverKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("io.gingham.agent..")
                .and()
                .resideOutsideOfPackages("io.gingham.agent.bgpd..", "io.gingham.agent.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.gingham.agent.bgpd..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.gingham.agent.bgpd..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.gingham.cni..", "io.gingham.policy..", "io.fabric8..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.gingham.dataplane..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.gingham.agent..", "io.gingham.bgp..", "io.fabric8..")
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
                        "io.gingham.bgp.filter..",
                        "io.gingham.bgp.decode..",
                        "io.gingham.bgp.bmp",
                        "io.gingham.dataplane.rules..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net..",
                        "java.nio.channels..",
                        "java.nio.file..",
                        "java.util.concurrent..",
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

    /// They are on the class path of tests only.
    @Test
    void theProductStartsNoRouterOfAnotherMaker() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.gingham.routers..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.gingham.routers..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.gingham.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    /// Whose prefix is whose has one answer.
    @Test
    void nodeBlocksAloneReadThePodCidrs() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(NodeBlocks.class, ClusterNode.class)
                .should()
                .callMethod(ClusterNode.class, "podCidrs")
                .check(CLASSES);
    }

    @Test
    void theSpeakerAndThePoliciesKnowNoKubernetesClass() {
        noClasses()
                .that()
                .resideInAnyPackage("io.gingham.bgp..", "io.gingham.bfd..", "io.gingham.policy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.gingham.crds..",
                        "io.gingham.watch..",
                        "io.gingham.store..",
                        "io.fabric8..")
                .check(CLASSES);
    }

    @Test
    void kubernetesClassesAreKnownToTheseAlone() {
        onlyIn(
                "io.fabric8..",
                "io.gingham.crds.v1", // the custom resources are of its kinds
                "io.gingham.crds.v3",
                "io.gingham.watch",
                "io.gingham.store",
                "io.gingham.agent", // makes the client
                "io.gingham.agent.bgp", // PeerSecrets
                "io.gingham.agent.cli", // makes clients too
                "io.gingham.agent.cluster",
                "io.gingham.agent.report", // ApiReportStore
                "io.gingham.controller", // the Lease
                "io.gingham.controller.loadbalancer"); // services and their statuses
    }

    @Test
    void jsonAndYamlAreReadByTheseAlone() {
        onlyIn(
                "com.fasterxml.jackson..",
                "io.gingham.crds.v1",
                "io.gingham.crds.v3",
                "io.gingham.cni.spec",
                "io.gingham.cni.ipam", // passes documents on to plugins
                "io.gingham.cni.store",
                "io.gingham.bgp.decode", // what `bgp decode` prints
                "io.gingham.agent.bgpd.yaml",
                "io.gingham.agent.cli",
                "io.gingham.agent.cluster", // NodeCondition's patch
                "io.gingham.agent.glass",
                "io.gingham.agent.install",
                "io.gingham.agent.status");
        onlyIn("org.yaml.snakeyaml..", "io.gingham.policy.manifest", "io.gingham.agent.bgpd.yaml");
    }

    /// @param packages without those below them
    private static void onlyIn(String library, String... packages) {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES);
        // A name that stands here for nothing would let the next one in unseen.
        for (String named : packages) {
            boolean needed =
                    CLASSES.stream()
                            .filter(each -> each.getPackageName().equals(named))
                            .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                            .anyMatch(use -> resideInAPackage(library).test(use.getTargetClass()));
            assertTrue(needed, named + " uses nothing of " + library + "; take it out here");
        }
    }
}

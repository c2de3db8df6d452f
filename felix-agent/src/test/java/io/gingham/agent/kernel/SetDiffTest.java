package io.gingham.agent.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.rules.KernelSet;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SetDiffTest {

    private static final String SAVED =
            """
            create theirs hash:ip family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x1
            add theirs 10.0.0.9
            create gham4a-x hash:ip family inet hashsize 1024 maxelem 1048576 bucketsize 12 initval 0x1
            add gham4a-x 10.0.0.1
            add gham4a-x 10.0.0.2
            create gham6n-y hash:net family inet6 hashsize 1024 maxelem 1048576 bucketsize 12 initval 0x1
            add gham6n-y ::1.2.3.4
            add gham6n-y fd00::/8 nomatch
            """;

    private static KernelSet set(String name, String... members) {
        KernelSet.Type type =
                name.startsWith("gham4a") ? KernelSet.Type.ADDRESSES : KernelSet.Type.NETS;
        IpFamily family = name.startsWith("gham4") ? IpFamily.IPV4 : IpFamily.IPV6;
        return new KernelSet(name, type, family, new TreeSet<>(List.of(members)));
    }

    @Test
    void writesOnlyWhatDiffers() {
        SetDiff diff =
                SetDiff.between(
                        ActualSets.parse(SAVED),
                        List.of(
                                set("gham4a-x", "10.0.0.2", "10.0.0.3"),
                                set("gham4a-z", "10.0.0.4")));
        assertEquals(List.of("gham4a-z"), diff.created());
        assertEquals(
                List.of(
                        "add gham4a-x 10.0.0.3",
                        "create gham4a-z hash:ip family inet maxelem 1048576",
                        "add gham4a-z 10.0.0.4"),
                diff.additions());
        assertEquals(List.of("del gham4a-x 10.0.0.1"), diff.removals());
        assertEquals(List.of("gham6n-y"), diff.stale());
    }

    @Test
    void foreignSetsAreNotSeen() {
        assertEquals(
                List.of("gham4a-x", "gham6n-y"),
                SetDiff.between(ActualSets.parse(SAVED), List.of()).stale());
    }

    @Test
    void setsOfAFamilyThatIsNotEnforcedAreLeftAlone() {
        ActualSets sets = ActualSets.parse(SAVED).only(List.of(IpFamily.IPV6));
        assertEquals(List.of("gham6n-y"), SetDiff.between(sets, List.of()).stale());
    }

    @Test
    void otherSpellingsOfAnAddressAreTheSameAndAnotherMeaningIsNot() {
        SetDiff diff =
                SetDiff.between(
                        ActualSets.parse(SAVED),
                        List.of(
                                set("gham4a-x", "10.0.0.1", "10.0.0.2"),
                                set("gham6n-y", "::102:304", "fd00::/8")));
        assertEquals(List.of("add gham6n-y fd00::/8"), diff.additions());
        assertEquals(List.of(), diff.removals());
    }

    @Test
    void aSetOfAnotherKindIsMadeAnewWithAllItsMembers() {
        for (String kind : List.of("hash:net family inet", "hash:ip family inet6", "list:set")) {
            SetDiff diff =
                    SetDiff.between(
                            ActualSets.parse(
                                    "create gham4a-x " + kind + "\nadd gham4a-x 10.0.0.1\n"),
                            List.of(set("gham4a-x", "10.0.0.1")));
            assertEquals(List.of("gham4a-x"), diff.misfits());
            assertEquals(
                    List.of(
                            "create gham4a-x hash:ip family inet maxelem 1048576",
                            "add gham4a-x 10.0.0.1"),
                    diff.additions());
            assertEquals(List.of(), diff.removals());
        }
    }

    @Test
    void t48AHundredThousandMembersInAnyOrderAreNoDifference() {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            members.add(IpAddress.ipv4(0x0a000000 + i).toString());
        }
        KernelSet wanted = set("gham4a-x", members.toArray(String[]::new));
        Collections.shuffle(members, new Random(1));
        StringBuilder saved = new StringBuilder("create gham4a-x hash:ip family inet\n");
        members.forEach(member -> saved.append("add gham4a-x ").append(member).append('\n'));
        SetDiff diff = SetDiff.between(ActualSets.parse(saved.toString()), List.of(wanted));
        assertTrue(
                diff.additions().isEmpty() && diff.removals().isEmpty() && diff.stale().isEmpty());
    }
}

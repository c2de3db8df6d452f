package io.gingham.lab.cases;

import io.gingham.lab.LabException;
import io.gingham.policy.cases.CaseChange;
import io.gingham.policy.cases.CasePod;
import io.gingham.policy.cases.CaseProbe;
import io.gingham.policy.cases.PolicyCase;
import io.gingham.value.IpAddress;
import java.util.Optional;
import java.util.stream.Stream;

/// What of a case a lab of IPv4 only can have.
final class Ipv4 {

    private Ipv4() {}

    /// Why the case can't be run at all: a pod would have no address.
    static Optional<String> cannotRun(PolicyCase policyCase) {
        Stream<CasePod> created =
                policyCase.steps().stream()
                        .flatMap(step -> step.changes().stream())
                        .flatMap(Ipv4::created);
        return Stream.concat(policyCase.cluster().pods().stream(), created)
                .filter(pod -> !pod.external() && found(pod).isEmpty())
                .map(
                        pod ->
                                "the lab is IPv4 only, and pod "
                                        + pod.reference()
                                        + " has "
                                        + pod.ips()
                                        + "; './gingham policy test' runs it")
                .findFirst();
    }

    private static Stream<CasePod> created(CaseChange change) {
        return change instanceof CaseChange.CreatePod(CasePod pod)
                ? Stream.of(pod)
                : Stream.empty();
    }

    /// The address that the pod, or whatever is outside, has in the lab.
    static IpAddress address(CasePod pod) {
        return found(pod)
                .orElseThrow(() -> new LabException(pod.reference() + " has no IPv4 address"));
    }

    private static Optional<IpAddress> found(CasePod pod) {
        return pod.ips().stream().filter(IpAddress::isIpv4).findFirst();
    }

    /// Ends of both families are asked about by the first that they share.
    static boolean canSend(CaseProbe probe) {
        return probe.flow().destination().address().isIpv4();
    }
}

package io.gingham.bench.bgp;

/// One step of a scenario.
///
/// @param seconds from the first octet sent until the last receiver has what it must
/// @param speakerCpu seconds of processor
/// @param benchCpu the same of this program: if it comes near to `seconds`, this is the limit
/// @param othersCpu of all others on this machine
record PhaseResult(
        String scenario,
        String engine,
        String phase,
        double seconds,
        double speakerCpu,
        double benchCpu,
        double othersCpu,
        long residentMib) {

    /// Measures from its making on.
    static final class Watch {

        private final String scenario;
        private final String engine;
        private final EngineProcess process;
        private final ProcessUse before;
        private final double benchBefore;

        Watch(String scenario, String engine, EngineProcess process) {
            this.scenario = scenario;
            this.engine = engine;
            this.process = process;
            this.before = process.use();
            this.benchBefore = ProcessUse.of("self").cpuSeconds();
        }

        PhaseResult done(String phase, double seconds) {
            ProcessUse after = process.use();
            double speaker = after.cpuSeconds() - before.cpuSeconds();
            double bench = ProcessUse.of("self").cpuSeconds() - benchBefore;
            double all = after.machineCpuSeconds() - before.machineCpuSeconds();
            return new PhaseResult(
                    scenario,
                    engine,
                    phase,
                    seconds,
                    speaker,
                    bench,
                    all - speaker - bench,
                    after.residentKib() >> 10);
        }
    }
}

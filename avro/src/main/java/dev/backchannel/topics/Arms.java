package dev.backchannel.topics;

import dev.backchannel.avro.Arm;
import dev.backchannel.avro.Experiment;
import java.util.Optional;

/** How an {@link Experiment} is written: its modes, its arms, and what an arm's checkpoint may be. */
public final class Arms {
    /** The newest checkpoint that passed the gate serves all but the control arm. */
    public static final String DIRECT = "direct";
    /** One checkpoint is compared with the last promoted one, for an epoch. */
    public static final String EXPERIMENT = "experiment";

    public static final String CONTROL = "control";
    public static final String CANDIDATE = "candidate";

    /** What stands for a checkpoint where there is none: the model without an adapter. */
    public static final String BASE = "base";

    private Arms() {}

    /** An arm by its name; empty: this experiment has none such. */
    public static Optional<Arm> of(Experiment experiment, String name) {
        return experiment.getArms().stream()
                .filter(arm -> arm.getName().equals(name))
                .findFirst();
    }

    /** Its share of the traffic, 0 to 1; 0 for an arm that is not there. */
    public static double share(Experiment experiment, String name) {
        return of(experiment, name).map(Arm::getShare).orElse(0.0);
    }
}

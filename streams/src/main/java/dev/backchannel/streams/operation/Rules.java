package dev.backchannel.streams.operation;

import dev.backchannel.avro.Control;
import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.topics.Targets;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a command means for the desired state of its target. Pure. */
final class Rules {
    /** Whoever carries these out answers for them: the leading learner, the redriver, and who keeps the arms. */
    private static final Set<OperatorAction> OTHERS = EnumSet.of(
            OperatorAction.PUBLISH,
            OperatorAction.ANCHOR,
            OperatorAction.REDRIVE,
            OperatorAction.PROMOTE,
            OperatorAction.ROLLBACK,
            OperatorAction.PIN,
            OperatorAction.SPLIT);

    private Rules() {}

    /**
     * @param current the desired state of its target now; null: none was ever asked for
     * @return empty: somebody else answers this command
     */
    static Optional<Verdict> of(OperatorCommand command, @Nullable Control current) {
        if (OTHERS.contains(command.getAction())) {
            return Optional.empty();
        }
        Control before = current != null
                ? current
                : Control.newBuilder().setTarget(command.getTarget()).build();
        return Optional.of(
                switch (command.getAction()) {
                    case PAUSE -> paused(command, before, true);
                    case RESUME -> paused(command, before, false);
                    case QUARANTINE -> quarantined(command, before, true);
                    case ERASE -> erased(command, before);
                    case RELEASE -> quarantined(command, before, false);
                    default ->
                        Verdict.rejected("this version cannot " + Outcomes.name(command)
                                + "; it can pause, resume, promote, roll back, pin, split, quarantine, release, erase"
                                + " and redrive");
                });
    }

    private static Verdict paused(OperatorCommand command, Control before, boolean wanted) {
        String target = before.getTarget();
        if (!Targets.isLearner(target)) {
            return Verdict.rejected("'" + target + "' is no learner, and only learners can be paused and resumed");
        }
        Control after = Control.newBuilder(before).setPaused(wanted).build();
        return Verdict.of(command, before, after, target + (wanted ? " takes no steps" : " goes on learning"));
    }

    /** For good: there is no way back. {@link dev.backchannel.streams.erasure.Eraser} says what came of it. */
    private static Verdict erased(OperatorCommand command, Control before) {
        String target = before.getTarget();
        if (Targets.userOf(target).isEmpty()) {
            return Verdict.rejected("'" + target + "' is no user (user/TENANT/ID), and only users can be erased");
        }
        Control after = Control.newBuilder(before).setErased(true).build();
        return Verdict.of(command, before, after, target + " is erased").unsaid();
    }

    private static Verdict quarantined(OperatorCommand command, Control before, boolean wanted) {
        String target = before.getTarget();
        if (Targets.userOf(target).isEmpty()) {
            return Verdict.rejected("'" + target + "' is no user (user/TENANT/ID), and only users can be quarantined"
                    + " and released");
        }
        Control after = Control.newBuilder(before).setQuarantined(wanted).build();
        return Verdict.of(command, before, after, target + (wanted ? " teaches nothing" : " may teach"));
    }
}

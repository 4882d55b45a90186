package dev.backchannel.server.swap;

import dev.backchannel.arms.CheckpointHistory;
import dev.backchannel.avro.Arm;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Experiment;
import dev.backchannel.server.policies.ArmTable;
import dev.backchannel.server.policies.ServedPolicy;
import dev.backchannel.topics.Arms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * From what is wanted to what can be served now. Pure.
 *
 * @param checkpoints what each arm serves from now on: arm → checkpoint id, or {@code base}
 * @param missing what is to be loaded next; empty: everything wanted is served, or cannot be
 * @param passedOver checkpoints newer than the candidate's last one that it will not serve
 */
record ArmPlan(Map<String, String> checkpoints, Optional<Checkpoint> missing, int passedOver) {
    /**
     * Makes a plan.
     *
     * @param history what stands
     * @param refused ids that failed verification here
     * @param loaded whether it can be served at once
     * @param now what is served
     */
    static ArmPlan of(
            Experiment wanted, CheckpointHistory history, Set<String> refused, Predicate<String> loaded, ArmTable now) {
        Map<String, String> checkpoints = new HashMap<>();
        Optional<Checkpoint> missing = Optional.empty();
        int passedOver = 0;
        List<Arm> candidateFirst = wanted.getArms().stream()
                .sorted(Comparator.comparing(arm -> !arm.getName().equals(Arms.CANDIDATE)))
                .toList();
        for (Arm arm : candidateFirst) {
            Choice choice = Choice.of(arm, wanted, history, refused, loaded, now.checkpoint(arm.getName()));
            checkpoints.put(arm.getName(), choice.id());
            missing = missing.or(choice::missing);
            passedOver += choice.passedOver();
        }
        return new ArmPlan(checkpoints, missing, passedOver);
    }

    private record Choice(String id, Optional<Checkpoint> missing, int passedOver) {
        static Choice of(
                Arm arm,
                Experiment wanted,
                CheckpointHistory history,
                Set<String> refused,
                Predicate<String> loaded,
                String current) {
            if (arm.getPinned() != null || !arm.getName().equals(Arms.CANDIDATE)) {
                String pin = arm.getPinned() == null ? ServedPolicy.BASE : arm.getPinned();
                return among(List.of(pin), current, true, history, refused, loaded, current);
            }
            List<String> offered = history.offered(wanted.getRevoked()).stream()
                    .map(Checkpoint::getCheckpointId)
                    .toList();
            int at = offered.indexOf(current);
            boolean mayStay = at >= 0
                    || current.equals(ServedPolicy.BASE)
                    || history.find(current).isEmpty();
            List<String> newer = at < 0 ? offered : offered.subList(0, at);
            return among(newer, current, mayStay, history, refused, loaded, mayStay ? current : ServedPolicy.BASE);
        }

        /** @param otherwise if nothing of {@code ids}, most wanted first, can be served */
        private static Choice among(
                List<String> ids,
                String current,
                boolean mayStay,
                CheckpointHistory history,
                Set<String> refused,
                Predicate<String> loaded,
                String otherwise) {
            List<Checkpoint> missing = new ArrayList<>();
            for (String id : ids) {
                if (refused.contains(id)) {
                    continue;
                }
                if (loaded.test(id)) {
                    return missing.isEmpty() || mayStay
                            ? new Choice(id, missing.stream().findFirst(), passedOver(ids, id, current, missing.size()))
                            : new Choice(current, missing.stream().findFirst(), 0);
                }
                history.find(id).filter(CheckpointHistory::mayBeServed).ifPresent(missing::add);
            }
            return new Choice(
                    missing.isEmpty() ? otherwise : current, missing.stream().findFirst(), 0);
        }

        /** Older ones than the chosen, newer than the current; those that are still to be loaded do not count yet. */
        private static int passedOver(List<String> ids, String chosen, String current, int missing) {
            return chosen.equals(current) || missing > 0 ? 0 : ids.size() - 1 - ids.indexOf(chosen);
        }
    }
}

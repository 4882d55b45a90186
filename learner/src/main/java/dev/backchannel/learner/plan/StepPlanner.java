package dev.backchannel.learner.plan;

import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.state.Reservoir;
import dev.backchannel.learner.step.Rated;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Cuts steps by size or by time: a full batch at once, a larger one when a backlog waits, a smaller one when something
 * has waited long enough, filled up from the reservoir. Pure.
 */
public final class StepPlanner {
    private final BatchSettings settings;

    public StepPlanner(BatchSettings settings) {
        this.settings = settings;
    }

    /**
     * Makes a plan, if it is time.
     *
     * @param waiting records not yet part of a committed step, in order
     * @param from first offset that no committed step accounts for
     * @param overdue whether something has waited long enough
     * @return empty if it is too early, or nothing of what waits can teach
     */
    public Optional<StepPlan> plan(List<Incoming> waiting, long from, Reservoir reservoir, long step, boolean overdue) {
        Map<String, Example> fresh = new LinkedHashMap<>();
        int taken = 0;
        int withLastTeachable = 0;
        for (Incoming incoming : waiting) {
            taken++;
            if (incoming instanceof Incoming.Teachable teachable) {
                Example example = teachable.example();
                // A preference that was written twice teaches once.
                if (!reservoir.contains(example.id())) {
                    fresh.putIfAbsent(example.id(), example);
                }
                withLastTeachable = taken;
            }
            if (fresh.size() == settings.largest()) {
                break;
            }
        }
        boolean full = fresh.size() >= settings.nominal();
        if (fresh.isEmpty() || !(full || overdue)) {
            return Optional.empty();
        }
        List<Incoming> range = List.copyOf(waiting.subList(0, withLastTeachable));
        return Optional.of(new StepPlan(
                from,
                range.get(range.size() - 1).offset() + 1,
                range,
                List.copyOf(fresh.values()),
                replayed(fresh, reservoir, step),
                full ? "size" : "time"));
    }

    private List<String> replayed(Map<String, Example> fresh, Reservoir reservoir, long step) {
        int missing = Math.min(settings.nominal() - fresh.size(), settings.replaysPerFresh() * fresh.size());
        int usual = (int) Math.round(settings.replayShare() * settings.nominal());
        int wanted = Math.max(missing, Math.min(usual, settings.replaysPerFresh() * fresh.size()));
        Set<String> taken = new HashSet<>(fresh.keySet());
        List<String> ids = new ArrayList<>();
        for (Rated rated : reservoir.draw(Math.max(0, wanted) + taken.size(), step)) {
            if (ids.size() < wanted && taken.add(rated.id())) {
                ids.add(rated.id());
            }
        }
        return ids;
    }
}

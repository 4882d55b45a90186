package dev.backchannel.server.swap;

import dev.backchannel.arms.ArmCommands;
import dev.backchannel.arms.CheckpointHistory;
import dev.backchannel.arms.Experiments;
import dev.backchannel.avro.Arm;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Experiment;
import dev.backchannel.policy.checkpoint.StoreAwayException;
import dev.backchannel.server.emission.OperatorReports;
import dev.backchannel.server.policies.ArmTable;
import dev.backchannel.server.policies.PolicyRegistry;
import dev.backchannel.server.policies.ServedPolicy;
import dev.backchannel.topics.Arms;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the arms serve what is wanted of them: what is loaded at once, all else once it is loaded and verified. What fails
 * verification is refused with an alert, and leaves the arm as it is. While the store is away, the old ones go on. One thread.
 */
final class ArmSwitch {
    private static final Logger log = LoggerFactory.getLogger(ArmSwitch.class);

    private final DesiredArms desired;
    private final CheckpointHistory history;
    private final PolicyRegistry registry;
    private final CheckpointLoading loading;
    private final LastServed lastServed;
    private final StoreOutage outage;
    private final OperatorReports reports;
    private final SwapMetrics metrics;
    private final Set<String> refused = new HashSet<>();
    private Experiment wanted = Experiments.direct("", 0);

    ArmSwitch(
            DesiredArms desired,
            CheckpointHistory history,
            PolicyRegistry registry,
            CheckpointLoading loading,
            LastServed lastServed,
            StoreOutage outage,
            OperatorReports reports,
            SwapMetrics metrics) {
        this.desired = desired;
        this.history = history;
        this.registry = registry;
        this.loading = loading;
        this.lastServed = lastServed;
        this.outage = outage;
        this.reports = reports;
        this.metrics = metrics;
    }

    /** Serves what the arms served in an earlier run, where that still is good. @return whether that was anything */
    boolean recall() {
        Experiment experiment =
                lastServed.experiment().orElseGet(() -> registry.arms().experiment());
        Map<String, String> checkpoints = new HashMap<>();
        for (Arm arm : experiment.getArms()) {
            lastServed.checkpoint(arm.getName()).flatMap(this::loadedAgain).ifPresent(policy -> {
                registry.add(policy);
                checkpoints.put(arm.getName(), policy.id());
                registry.serve(new ArmTable(experiment, checkpoints));
                metrics.swaps.increment();
            });
        }
        metrics.serving(registry.arms());
        return !checkpoints.isEmpty();
    }

    /** What cannot be served any more is no cause for alarm before the topic has spoken. */
    private Optional<ServedPolicy> loadedAgain(Checkpoint last) {
        CheckpointLoading.Loaded loaded = loading.load(last);
        if (loaded.policy() == null) {
            log.warn(
                    "the checkpoint served last, {}, cannot be served now: {}",
                    last.getCheckpointId(),
                    loaded.problem());
        } else {
            metrics.load.record(loaded.took());
        }
        return Optional.ofNullable(loaded.policy());
    }

    /**
     * Switches what can be switched now, and has loaded what is missing, then what a rollback would go to.
     *
     * @param forgotten whether retention took the checkpoint's record meanwhile; reads the topic to its end
     * @return whether everything that is wanted is served, or cannot be
     */
    boolean advance(Predicate<String> forgotten) {
        for (var loaded = loading.take(); loaded.isPresent(); loaded = loading.take()) {
            take(loaded.get(), forgotten);
        }
        note(desired.wanted(history));
        ArmTable now = registry.arms();
        ArmPlan plan = ArmPlan.of(wanted, history, refused, registry::isLoaded, now);
        ArmTable next = new ArmTable(wanted, plan.checkpoints());
        if (!next.equals(now)) {
            change(now, next, plan.passedOver());
        }
        if (!outage.isToBeLeftAlone()) {
            plan.missing().or(this::spare).filter(this::mayBeLoadedNow).ifPresent(loading::begin);
        }
        return plan.missing().isEmpty();
    }

    /** Nothing waits for one that was wanted when its loading began, and was rolled back since. */
    private boolean mayBeLoadedNow(Checkpoint next) {
        Set<String> running = loading.running();
        return running.isEmpty()
                || (loading.hasRoom()
                        && !running.contains(next.getCheckpointId())
                        && running.stream().noneMatch(this::isWanted));
    }

    private boolean isWanted(String id) {
        boolean newest = wanted.getArms().stream()
                .anyMatch(arm -> arm.getName().equals(Arms.CANDIDATE) && arm.getPinned() == null);
        return wanted.getArms().stream().anyMatch(arm -> id.equals(arm.getPinned()))
                || (newest
                        && history.offered(wanted.getRevoked()).stream()
                                .anyMatch(offered -> offered.getCheckpointId().equals(id)));
    }

    /** What a rollback would go to, if it is not loaded yet. */
    private Optional<Checkpoint> spare() {
        String target = ArmCommands.rollbackTarget(registry.arms().candidate(), wanted, history);
        return registry.isLoaded(target) || refused.contains(target)
                ? Optional.empty()
                : history.find(target).filter(CheckpointHistory::mayBeServed);
    }

    /** This one is not to be served: what stands on the topic cannot be read, or is not what it says. */
    void refuse(String id, String reason) {
        metrics.refused.increment();
        reports.alert(
                "swap_refused",
                String.valueOf(id),
                "checkpoint " + id + " is not served: " + reason,
                Map.of("served", registry.current().id(), "reason", String.valueOf(reason)));
    }

    /** A pin that is new is tried again, though it failed before. */
    private void note(Experiment next) {
        for (Arm arm : next.getArms()) {
            if (!Experiments.pinOf(wanted, arm.getName()).equals(Experiments.pinOf(next, arm.getName()))) {
                refused.remove(arm.getPinned());
            }
        }
        wanted = next;
    }

    private void take(CheckpointLoading.Loaded loaded, Predicate<String> forgotten) {
        String id = loaded.checkpoint().getCheckpointId();
        try {
            takeUp(id, loaded, forgotten);
        } finally {
            loading.settled(id);
        }
    }

    private void takeUp(String id, CheckpointLoading.Loaded loaded, Predicate<String> forgotten) {
        if (loaded.policy() != null) {
            outage.answered();
            metrics.load.record(loaded.took());
            registry.add(loaded.policy());
        } else if (loaded.error() instanceof StoreAwayException away) {
            outage.failed(id, registry.current().id(), away);
        } else {
            outage.answered();
            if (forgotten.test(id)) {
                log.info("checkpoint {} was forgotten before it could be loaded", id);
            } else {
                refused.add(id);
                refuse(id, loaded.problem());
            }
        }
    }

    private void change(ArmTable now, ArmTable next, int passedOver) {
        registry.serve(next);
        lastServed.remember(now, next, history);
        if (next.checkpoints().equals(now.checkpoints())) {
            log.info("users are divided by {}", Experiments.words(next.experiment()));
            return;
        }
        metrics.serving(next);
        metrics.skipped.increment(passedOver);
        loading.keepCopies(() -> Set.copyOf(registry.checkpoints()));
        if (!next.candidate().equals(now.candidate())) {
            metrics.swaps.increment();
        }
        log.atInfo()
                .addKeyValue("checkpoint", next.candidate())
                .log("serving {} ({})", next.checkpoints(), Experiments.words(next.experiment()));
        if (!desired.ahead().isEmpty()) {
            log.info("streams has not settled the commands {} yet", desired.ahead());
        }
    }
}

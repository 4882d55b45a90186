package dev.backchannel.server.swap;

import dev.backchannel.avro.Arm;
import dev.backchannel.server.policies.ArmTable;
import dev.backchannel.server.policies.PolicyRegistry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** How often and how fast the policy changed. */
final class SwapMetrics {
    final Counter swaps;
    final Counter refused;
    final Counter skipped;
    final Counter unreadable;
    final Counter storeFailures;
    final AtomicInteger storeAway = new AtomicInteger();
    final Timer load;
    private final MultiGauge served;

    SwapMetrics(MeterRegistry registry, PolicyRegistry policies) {
        swaps = counter(registry, "backchannel_swaps", "Checkpoints that were offered");
        refused = counter(registry, "backchannel_checkpoints_refused", "Checkpoints that failed verification");
        skipped = counter(registry, "backchannel_checkpoints_skipped", "Checkpoints passed over for a newer one");
        unreadable = counter(registry, "backchannel_checkpoint_records_unreadable", "Records nobody could decode");
        storeFailures = counter(
                registry,
                "backchannel_checkpoint_store_failures",
                "Attempts to fetch a checkpoint from a store that was away");
        Gauge.builder("backchannel_checkpoint_store_away", storeAway, AtomicInteger::get)
                .description("1 while a checkpoint waits for a store that is away")
                .register(registry);
        load = Timer.builder("backchannel_swap")
                .description("Reading, verifying and switching to a checkpoint")
                .register(registry);
        served = MultiGauge.builder("backchannel_served_checkpoint")
                .description("Share of the users who get the checkpoint, by arm")
                .register(registry);
        serving(policies.arms());
        Gauge.builder("backchannel_served_newest_accepted_at_seconds", () -> newest(policies))
                .description("Newest evidence that the candidate's checkpoint has learned from; 0 for none")
                .register(registry);
    }

    /** {@code backchannel_served_checkpoint{arm="candidate",checkpoint="…"}}: the arm's share. */
    void serving(ArmTable arms) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (Arm arm : arms.experiment().getArms()) {
            Tags tags = Tags.of("arm", arm.getName(), "checkpoint", arms.checkpoint(arm.getName()));
            rows.add(MultiGauge.Row.of(tags, arm.getShare()));
        }
        served.register(rows, true);
    }

    private static double newest(PolicyRegistry policies) {
        Instant newest = policies.current().newestAcceptedAt();
        return newest == null ? 0 : newest.toEpochMilli() / 1000.0;
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}

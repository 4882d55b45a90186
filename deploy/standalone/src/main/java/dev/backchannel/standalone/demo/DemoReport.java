package dev.backchannel.standalone.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.standalone.demo.client.AuditAnswer;
import dev.backchannel.standalone.demo.measure.ExamResult;
import dev.backchannel.standalone.demo.measure.Percentiles;
import dev.backchannel.standalone.demo.measure.SignalTracker;
import dev.backchannel.standalone.demo.user.Population;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Every figure of a demo.
 *
 * @param live satisfaction over the newest answers the users got
 * @param feedbackToServed milliseconds, one per signal that taught
 * @param failed requests
 * @param seconds by phase
 */
public record DemoReport(
        DemoOptions options,
        Population population,
        ExamResult before,
        ExamResult after,
        double live,
        SignalTracker.Counts counts,
        List<Long> feedbackToServed,
        long failed,
        AuditAnswer audit,
        Map<String, Double> seconds) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Percentiles latency() {
        return Percentiles.of(feedbackToServed);
    }

    /** What keeps this run from being a success, in words; empty when the loop closed. */
    public List<String> shortfalls() {
        List<String> missing = new ArrayList<>();
        if (failed > 0) {
            missing.add(failed + " requests failed");
        }
        if (counts.served() == 0) {
            missing.add("no checkpoint that learned something was served");
        }
        if (after.satisfaction() <= before.satisfaction()) {
            missing.add("satisfaction did not rise");
        }
        if (!audit.balanced()) {
            missing.add("the ledger does not balance: " + audit.json());
        }
        return missing;
    }

    /** The fields of the report as documented, nested. */
    public ObjectNode json() {
        ObjectNode json = JSON.createObjectNode();
        json.putObject("events").put("accepted", counts.events());
        ObjectNode preferences =
                json.putObject("preferences").put("pairs", counts.pairs()).put("labels", counts.labels());
        ObjectNode bySignal = preferences.putObject("bySignal");
        counts.bySignal().forEach(bySignal::put);
        json.putObject("learner").put("steps", counts.steps());
        json.putObject("checkpoints").put("committed", counts.committed()).put("served", counts.served());
        json.put("swaps", counts.served());
        json.putObject("requests").put("failed", failed);
        json.putObject("feedbackToServedMs")
                .put("p50", latency().p50())
                .put("p95", latency().p95())
                .put("max", latency().max())
                .put("signals", feedbackToServed.size());
        ObjectNode policy = json.putObject("policy");
        policy.putObject("satisfaction")
                .put("before", before.satisfaction())
                .put("after", after.satisfaction())
                .put("live", live)
                .put("ceiling", population.ceiling())
                .put("pairs", before.answers().size());
        policy.putObject("onTopic").put("before", before.onTopic()).put("after", after.onTopic());
        policy.putObject("complete").put("before", before.complete()).put("after", after.complete());
        json.putObject("population")
                .put("users", population.users().size())
                .put("house", population.describe())
                .put("seed", options.seed());
        json.set("audit", audit.json());
        ObjectNode phases = json.putObject("seconds");
        seconds.forEach((phase, length) -> phases.put(phase, Math.round(length * 10) / 10.0));
        return json;
    }
}

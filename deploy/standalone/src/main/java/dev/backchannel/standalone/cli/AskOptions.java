package dev.backchannel.standalone.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a command that asks the leading learner for something waits, and tells what came of it. */
final class AskOptions {
    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "Wait so long for the learner's answer (default: ${DEFAULT-VALUE}).")
    long patience;

    @Mixin
    SigningOptions signing = new SigningOptions();

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    boolean json;

    Duration patience() {
        return Duration.ofSeconds(patience);
    }

    /** Who asks, for the record. */
    String user() {
        return System.getProperty("user.name", "unknown");
    }

    /**
     * Prints the outcome.
     *
     * @param done the field that says whether it was done
     * @param detail of the outcome that is told beside the checkpoint's id
     * @return the exit status
     */
    int print(OperatorEvent outcome, String done, String detail) {
        boolean applied = outcome.getKind() == OperatorEventKind.APPLIED;
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put(done, applied).put("message", outcome.getMessage());
        node.put("checkpointId", outcome.getDetails().get("checkpoint_id"));
        node.put(detail, outcome.getDetails().get(detail));
        System.out.println(json ? node.toString() : outcome.getMessage());
        return applied ? 0 : 1;
    }
}

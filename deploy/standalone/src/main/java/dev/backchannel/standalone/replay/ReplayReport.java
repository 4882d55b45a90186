package dev.backchannel.standalone.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a replay did, counted while it runs. */
public final class ReplayReport {
    private static final int MOST_EXAMPLES = 5;

    private final Map<String, Long> sentByType = new TreeMap<>();
    private final Map<String, Long> rejectedByReason = new TreeMap<>();
    private final List<String> examples = new ArrayList<>();
    private String format = "";
    private long records;
    private long badRecords;
    private long skipped;
    private long accepted;
    private long rejected;
    private long repeated;
    private long retries;

    void format(String name) {
        format = name;
    }

    void record(EventWriter events) {
        records++;
        skipped += events.skipped();
    }

    void badRecord(long position, String problem) {
        badRecords++;
        example("record " + position + ": " + problem);
    }

    void repeatedInFile() {
        repeated++;
    }

    void sentAgain() {
        retries++;
    }

    void accepted(RecordedEvent event) {
        accepted++;
        sentByType.merge(event.type(), 1L, Long::sum);
    }

    void rejected(RecordedEvent event, String reason) {
        rejected++;
        rejectedByReason.merge(kind(reason), 1L, Long::sum);
        example("record " + event.position() + ", " + event.type() + ": " + reason);
    }

    public long accepted() {
        return accepted;
    }

    public long rejected() {
        return rejected;
    }

    public long repeated() {
        return repeated;
    }

    public long badRecords() {
        return badRecords;
    }

    long records() {
        return records;
    }

    /** One line per example of something that was left out. */
    public List<String> examples() {
        return List.copyOf(examples);
    }

    public ObjectNode toJson() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("format", format);
        json.put("records", records);
        json.put("badRecords", badRecords);
        json.put("skipped", skipped);
        json.put("accepted", accepted);
        json.put("rejected", rejected);
        json.put("repeated", repeated);
        json.put("retries", retries);
        ObjectNode byType = json.putObject("acceptedByType");
        sentByType.forEach(byType::put);
        ObjectNode byReason = json.putObject("rejectedByReason");
        rejectedByReason.forEach(byReason::put);
        return json;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(records + badRecords).append(" records (").append(format).append("): ");
        text.append(accepted).append(" events accepted ").append(sentByType);
        text.append(", ").append(rejected).append(" rejected");
        text.append(", ").append(repeated).append(" repeated in the file");
        text.append(", ").append(badRecords).append(" records unreadable");
        text.append(", ").append(skipped).append(" messages left out (deleted, empty or unanswered)");
        return text.toString();
    }

    /** The part of a reason that is the same for many events: the field and what is wrong, without the value. */
    private static String kind(String reason) {
        return reason.replaceAll("\"[^\"]*\"|'[^']*'", "…").replaceAll("\\d+", "N");
    }

    private void example(String text) {
        if (examples.size() < MOST_EXAMPLES) {
            examples.add(text);
        }
    }
}

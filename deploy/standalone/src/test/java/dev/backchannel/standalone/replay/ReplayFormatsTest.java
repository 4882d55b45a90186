package dev.backchannel.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each form of recording becomes. */
class ReplayFormatsTest {
    private static final Path SAMPLES = Path.of("src/test/resources/replay");

    private record Read(List<JsonNode> events, List<String> problems, long skipped) {
        List<String> summary() {
            return events.stream()
                    .map(event -> switch (event.get("type").asText()) {
                        case "turn" ->
                            "turn " + event.get("messages").size() + " "
                                    + event.get("response").asText();
                        case "thumb" -> "thumb " + event.get("value").asText();
                        default ->
                            event.get("type").asText() + " " + event.get("text").asText();
                    })
                    .toList();
        }
    }

    @Test
    void anOasstTreeBecomesTurnsThumbsAndTheFollowUpsThatNobodyAnswered() {
        Read read = read("oasst.jsonl", ReplayFormat.OASST);

        assertThat(read.summary())
                .containsExactly(
                        "turn 1 Tea is brewed from leaves.",
                        "thumb up", // best of its siblings, whatever its emojis
                        "turn 3 Those of Camellia sinensis.",
                        "thumb up", // alone: its emojis
                        "follow_up Thanks!",
                        "turn 1 Tea is wet.", // between best and worst
                        "turn 1 No.",
                        "thumb down");
        assertThat(read.events())
                .extracting(event -> event.get("conversation_id").asText())
                .containsOnly(read.events().get(0).get("conversation_id").asText());
        assertThat(read.events().get(1).get("turn_id"))
                .isEqualTo(read.events().get(0).get("turn_id"));
        assertThat(read.events().get(4).get("turn_id"))
                .isEqualTo(read.events().get(0).get("turn_id"));
        assertThat(read.skipped()).isEqualTo(2);
        assertThat(read.problems()).hasSize(2);
        assertThat(read.problems().get(0)).startsWith("2: ").contains("message_tree_id");
        assertThat(read.problems().get(1)).startsWith("3: ");
    }

    @Test
    void aTaskmasterLineBecomesATurnWithAThumb() {
        Read read = read("taskmaster.jsonl", ReplayFormat.TASKMASTER);

        assertThat(read.summary())
                .containsExactly(
                        "turn 4 Three euros.",
                        "thumb up",
                        "turn 1 api call: {\"order\":{\"drink\":\"tea\"}}",
                        "thumb down");
        JsonNode messages = read.events().get(0).get("messages");
        assertThat(messages.findValuesAsText("role")).containsExactly("assistant", "user", "assistant", "system");
        assertThat(messages.get(3).get("content").asText()).isEqualTo("api response: {\"price\":{\"eur\":3}}");
        assertThat(read.problems()).singleElement().asString().startsWith("3: ").contains("context");
    }

    @Test
    void aContureDialogueBecomesRatedTurnsInOneConversation() {
        Read read = read("conture.json", ReplayFormat.CONTURE);

        assertThat(read.summary())
                .containsExactly("turn 1 Hello!", "thumb up", "turn 3 I like rain.", "thumb down", "turn 5 A drink.");
        assertThat(read.events().get(4).get("messages").get(4).get("content").asText())
                .isEqualTo("That is no answer.");
        assertThat(read.skipped()).isEqualTo(1);
    }

    @Test
    void anOpenAiLogBecomesATurnForEachAnswerToAUser() {
        Read read = read("openai.jsonl", ReplayFormat.OPENAI);

        assertThat(read.summary())
                .containsExactly(
                        "turn 3 Two euros.",
                        "turn 5 Three.",
                        "follow_up Thanks.",
                        "turn 1 Hello.",
                        "turn 1 Same.",
                        "turn 1 Same.");
        assertThat(read.events().get(0).get("user_id").asText()).isEqualTo("ann");
        assertThat(read.events().get(0).get("messages").get(0).get("role").asText())
                .isEqualTo("system");
        assertThat(read.events().get(0).get("messages").get(2).get("content").asText())
                .isEqualTo("How much is tea?");
        assertThat(read.events().get(3).get("conversation_id").asText()).isEqualTo("named");
        assertThat(read.events().get(4).get("conversation_id"))
                .as("two equal logs are two conversations")
                .isNotEqualTo(read.events().get(5).get("conversation_id"));
        assertThat(read.problems()).singleElement().asString().contains("'robot'");
    }

    @Test
    void eventsAreSentAsTheyAre() {
        Read read = read("events.jsonl", ReplayFormat.EVENTS);

        assertThat(read.events()).hasSize(2);
        assertThat(read.events().get(0).get("event_id").asText()).isEqualTo("t1");
        assertThat(read.events().get(1).get("event_id").asText()).matches("[0-9a-f-]{36}");
        assertThat(read.problems()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "oasst.jsonl,OASST",
        "taskmaster.jsonl,TASKMASTER",
        "conture.json,CONTURE",
        "openai.jsonl,OPENAI",
        "events.jsonl,EVENTS"
    })
    void theFormIsToldFromTheFirstRecordAndIdsAreTheSameEveryTime(String file, ReplayFormat format) {
        Read first = read(file, null);
        Read second = read(file, format);

        assertThat(first.events()).isNotEmpty().isEqualTo(second.events());
        assertThat(first.events().stream()
                        .map(event -> event.get("conversation_id").asText()
                                + event.get("event_id").asText())
                        .collect(Collectors.toSet()))
                .hasSameSizeAs(first.events());
    }

    /** Anchors the derivation: a change of it would make every old recording new. */
    @Test
    void idsAreUuidsOfVersionFive() {
        assertThat(new SourceIds("oasst").of("turn", "a1")).isEqualTo("bff3832b-f88a-58dc-a8d2-78dae7724d5e");
    }

    @Test
    void gzipIsReadLikePlain(@TempDir Path folder) throws IOException {
        Path zipped = folder.resolve("oasst.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            Files.copy(SAMPLES.resolve("oasst.jsonl"), out);
        }
        assertThat(read(zipped, null).events())
                .isEqualTo(read("oasst.jsonl", null).events());
    }

    @Test
    void aBrokenArrayGivesWhatStandsBeforeTheBreak(@TempDir Path folder) throws IOException {
        Path broken = Files.writeString(
                folder.resolve("broken.json"),
                Files.readString(SAMPLES.resolve("conture.json")).replaceFirst("]\\s*$", ",{\"dialog_id\": "));

        Read read = read(broken, ReplayFormat.CONTURE);

        assertThat(read.events()).hasSize(5);
        assertThat(read.problems()).singleElement().asString().startsWith("2: ");
    }

    private static Read read(String file, ReplayFormat format) {
        return read(SAMPLES.resolve(file), format);
    }

    private static Read read(Path file, ReplayFormat formatOrNull) {
        List<JsonNode> events = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        long[] skipped = new long[1];
        Translator[] translator = {formatOrNull == null ? null : formatOrNull.translator()};
        new RecordSource(file).forEach(new RecordSource.Records() {
            @Override
            public void record(long position, JsonNode record) {
                if (translator[0] == null) {
                    translator[0] = ReplayFormat.guess(record).orElseThrow().translator();
                }
                EventWriter writer = new EventWriter(position);
                try {
                    translator[0].translate(record, writer);
                    writer.events().forEach(event -> events.add(event.json()));
                    skipped[0] += writer.skipped();
                } catch (BadRecordException e) {
                    problems.add(position + ": " + e.getMessage());
                }
            }

            @Override
            public void unreadable(long position, String problem) {
                problems.add(position + ": " + problem);
            }
        });
        return new Read(events, problems, skipped[0]);
    }
}

package dev.backchannel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.Outcome;
import dev.backchannel.e2e.system.Api;
import dev.backchannel.e2e.system.Records;
import dev.backchannel.e2e.system.RunningSystem;
import dev.backchannel.e2e.system.Typed;
import dev.backchannel.e2e.system.Typed.Ran;
import dev.backchannel.topics.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What docs/operations.md tells to type works as it stands, but for the folder, and does what it says. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperationsTest {
    private static final Pattern SHELL_BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Commands that change something. */
    private static final Pattern ORDERS = Pattern.compile("\\./backchannel ops (?!keygen|status|watch).*");

    private static final Pattern KEYGEN = Pattern.compile("\\./backchannel ops keygen .*");

    @TempDir
    static Path folder;

    @TempDir
    static Path secrets;

    private static RunningSystem system;

    @BeforeAll
    static void start() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String keygen : guide(KEYGEN)) {
            lines.append(run(keygen).out());
        }
        Path keys = Files.writeString(secrets.resolve("operators"), lines);
        system = RunningSystem.start(
                folder,
                Map.of(
                        "audit.every",
                        "1s",
                        "operators.keys",
                        keys.toString(),
                        "operators.guard-key",
                        secrets.resolve("guard.key").toString()));
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void everyCommandOfTheGuideRuns() throws IOException {
        List<String> commands = guide(Pattern.compile("(?!" + KEYGEN + ").*"));
        assertThat(commands).hasSizeGreaterThanOrEqualTo(11);
        for (String command : commands) {
            Ran ran = signed(command.replace("--seconds 60", "--seconds 1"));
            assertThat(ran.exit()).as(command + "\n" + ran.out()).isZero();
        }
        JsonNode status = run("./backchannel ops status --data data --json").json();
        assertThat(status.get("components"))
                .extracting(component -> component.get("component").asText())
                .contains("learner");
        assertThat(status.at("/experiments/0/arms/candidate/share").asDouble())
                .as("split, and split again")
                .isEqualTo(1);
        assertThat(status.at("/experiments/0/arms/candidate/pinned").isNull())
                .as("pinned, and unpinned")
                .isTrue();
        assertThat(status.get("components"))
                .filteredOn(component -> component.get("component").asText().equals("policy-server"))
                .isNotEmpty()
                .allMatch(component -> component.at("/arms/candidate").isTextual());
        assertThat(status.get("wanted"))
                .as("all was taken back")
                .extracting(control -> control.get("target").asText())
                .doesNotContain("learner", "user/default/mallory");
        assertThat(run("./backchannel ops watch --data data --seconds 1 --from-start")
                        .out())
                .contains("applied quarantine user/default/mallory: user/default/mallory teaches nothing from now on"
                        + " (ann: pastes advertising)")
                .contains("redrive dead-letters: sent 0 of 0 records again");
    }

    @Test
    void whatNobodySignedIsRefusedAndChangesNothing() throws IOException {
        Ran unsigned = run("./backchannel ops quarantine bob --data data --reason spam --json");
        assertThat(unsigned.exit()).isEqualTo(1);
        assertThat(unsigned.json().get("message").asText())
                .startsWith("quarantine was refused: it is not signed; give it with --key FILE");
        Ran pinned = run("./backchannel ops pin base --data data --reason spam --json");
        assertThat(pinned.json().get("applied").asBoolean()).isFalse();
        run("./backchannel ops keygen eve --out eve.key");
        assertThat(run("./backchannel ops quarantine bob --data data --reason spam --key eve.key --json")
                        .json()
                        .get("message")
                        .asText())
                .contains("operators.keys knows nobody by the name in its signature");
        assertThat(run("./backchannel learner anchor base --data data --json")
                        .json()
                        .get("message")
                        .asText())
                .contains("anchor was refused: it is not signed");
        JsonNode status = run("./backchannel ops status --data data --json").json();
        assertThat(status.get("wanted"))
                .extracting(control -> control.get("target").asText())
                .doesNotContain("user/default/bob");
        assertThat(status.at("/experiments/0/arms/candidate/pinned").isNull()).isTrue();
        assertThat(run("./backchannel ops keygen eve --out eve.key").exit())
                .as("no key is written over")
                .isEqualTo(2);
    }

    @Test
    void aQuarantinedUsersSignalsAreDisposedOfAndTheLedgerBalances() throws IOException {
        String quarantine = "./backchannel ops quarantine eve --url "
                + system.standalone().url() + " --reason spam --command-id q1 --json";
        JsonNode applied = signed(quarantine).json();
        assertThat(applied.get("applied").asBoolean()).isTrue();
        assertThat(signed(quarantine).json()).as("given again").isEqualTo(applied);
        await().atMost(PATIENCE)
                .until(() -> system.api().get("/metrics").body().contains("backchannel_learner_quarantined 1"));

        String turn = chat("of-eve", "eve");
        Api.Reply edit = system.api()
                .post(
                        "/v1/events",
                        "{\"type\":\"edit\",\"event_id\":\"eves\",\"conversation_id\":\"of-eve\",\"turn_id\":\"" + turn
                                + "\",\"user_id\":\"eve\",\"text\":\"Buy at my shop!\"}");
        assertThat(edit.status()).as(edit.body()).isEqualTo(202);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Records.of(system.bootstrapServers(), system.topics().dispositions))
                        .filteredOn(d -> d.getEventId().equals("eves"))
                        .extracting(Disposition::getReason)
                        .contains("quarantined: by the command q1"));
        JsonNode audit = run("./backchannel audit --settle 20 --json --url "
                        + system.standalone().url())
                .json();
        assertThat(audit.get("balanced").asBoolean()).isTrue();
        assertThat(audit.at("/dispositionsByReason/capped: quarantined").asInt())
                .isEqualTo(1);
        assertThat(system.api().get("/metrics").body())
                .contains("backchannel_audit_balanced 1.0")
                .contains("backchannel_audit_dispositions{reason=\"capped: quarantined\"} 1.0");
    }

    @Test
    void nothingOfAnErasedUserIsTakenUpAndTheOutcomeSaysWhatLiesInTheWeights() throws IOException {
        edit("of-zoe", "zoe", "zoes-first");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Records.of(system.bootstrapServers(), system.topics().preferences))
                        .anyMatch(p -> p.getEvidence().contains("zoes-first")));
        assertThat(run("./backchannel audit --settle 20 --json --url "
                                + system.standalone().url())
                        .exit())
                .isZero();
        JsonNode outcome = signed("./backchannel ops erase zoe --reason \"she asked\" --json --url "
                        + system.standalone().url())
                .json();
        assertThat(outcome.get("applied").asBoolean()).as("%s", outcome).isTrue();
        assertThat(outcome.at("/details/rebuild").asText()).isIn("possible", "not_needed"); // taught, or held back
        assertThat(outcome.at("/details").has("command"))
                .isEqualTo(outcome.at("/details/rebuild").asText().equals("possible"));

        edit("of-zoe-again", "zoe", "zoes-last");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Records.of(system.bootstrapServers(), system.topics().dispositions))
                        .filteredOn(d -> d.getEventId().equals("zoes-last"))
                        .extracting(Disposition::getReason)
                        .containsExactly("erased: its user is"));
        JsonNode audit = run("./backchannel audit --settle 20 --json --url "
                        + system.standalone().url())
                .json();
        assertThat(audit.get("balanced").asBoolean()).as("%s", audit).isTrue();
    }

    @Test
    @Order(Integer.MAX_VALUE) // afterwards nothing balances any more
    void somebodyIsToldWhenTheLedgerIsOutOfBalanceAndNotBefore() throws IOException {
        String post = "{\"type\":\"thumb\",\"event_id\":\"ends-twice\",\"conversation_id\":\"of-mia\",\"turn_id\":\""
                + chat("of-mia", "mia") + "\",\"user_id\":\"mia\",\"value\":\"up\",\"train\":false}";
        assertThat(system.api().post("/v1/events", post).status()).isEqualTo(202);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Records.of(system.bootstrapServers(), system.topics().dispositions))
                        .anyMatch(d -> d.getEventId().equals("ends-twice")));
        assertThat(alarms()).as("with all that these tests did").isEmpty();

        Topic<String, Disposition> topic = system.topics().dispositions;
        Disposition end = Records.of(system.bootstrapServers(), topic).stream()
                .filter(d -> d.getEventId().equals("ends-twice"))
                .findFirst()
                .orElseThrow();
        Disposition another = Disposition.newBuilder(end)
                .setOutcome(Outcome.EXPIRED)
                .setReason("by a stranger")
                .build();
        byte[] bytes = topic.valueSerde().serializer().serialize(topic.name(), another);
        Records.write(system.bootstrapServers(), topic, "default/of-mia", bytes);

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(alarms()).singleElement().satisfies(alarm -> assertThat(alarm.getMessage())
                                .contains("default/of-mia/ends-twice", "1 ended twice", "OPTED_OUT", "EXPIRED")));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        run("./backchannel ops status --data data").out())
                .contains("ledger/default", "unbalanced", "ended.twice 1", "alert ledger_unbalanced"));
    }

    private static List<OperatorEvent> alarms() {
        return Records.of(system.bootstrapServers(), system.topics().operatorEvents).stream()
                .filter(event -> event.getName().equals("ledger_unbalanced"))
                .toList();
    }

    private static String chat(String conversation, String user) {
        return system.api()
                .chat("Do you have soup?", conversation, user)
                .json()
                .get("id")
                .asText();
    }

    private static void edit(String conversation, String user, String eventId) throws IOException {
        String turn = chat(conversation, user);
        Api.Reply edit = system.api()
                .post(
                        "/v1/events",
                        "{\"type\":\"edit\",\"event_id\":\"" + eventId + "\",\"conversation_id\":\"" + conversation
                                + "\",\"turn_id\":\"" + turn + "\",\"user_id\":\"" + user
                                + "\",\"text\":\"Of course we do, with pleasure.\"}");
        assertThat(edit.status()).as(edit.body()).isEqualTo(202);
    }

    @Test
    void whatIsAskedForWronglyIsToldByName() {
        assertThat(run("./backchannel ops pause --data data").exit()).isEqualTo(2);
        assertThat(run("./backchannel ops redrive --data data --reason r").exit())
                .isEqualTo(2);
        Ran nowhere = run("./backchannel ops status --data " + folder.resolve("nothing"));
        assertThat(nowhere.exit()).isEqualTo(1);
        assertThat(nowhere.out()).contains("backchannel up --data");
    }

    /** The commands of the guide that are of this form, in its order. */
    private static List<String> guide(Pattern form) throws IOException {
        return SHELL_BLOCK
                .matcher(Files.readString(Path.of("..", "docs", "operations.md")))
                .results()
                .flatMap(block -> block.group(1).strip().lines())
                .filter(form.asMatchPredicate())
                .toList();
    }

    private static Ran signed(String command) {
        boolean order = ORDERS.matcher(command).matches() && !command.contains(" --key ");
        return run(order ? command + " --key ann.key" : command);
    }

    private static Ran run(String command) {
        String program = "./backchannel ";
        assertThat(command).startsWith(program);
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command.substring(program.length()).replaceAll(" #.*", ""));
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        words.replaceAll(each -> each.equals("data") ? folder.toString() : each);
        words.replaceAll(each -> each.endsWith(".key") ? secrets.resolve(each).toString() : each);
        return Typed.run(words.toArray(String[]::new));
    }
}

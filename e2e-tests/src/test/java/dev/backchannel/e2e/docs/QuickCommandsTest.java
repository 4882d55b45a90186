package dev.backchannel.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.e2e.system.Alive;
import dev.backchannel.e2e.system.Api;
import dev.backchannel.e2e.system.RunningSystem;
import dev.backchannel.e2e.system.Samples;
import dev.backchannel.e2e.system.Shell;
import dev.backchannel.e2e.system.Typed;
import dev.backchannel.testing.docs.DocumentedCommand;
import dev.backchannel.testing.registry.SchemaRegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README tells to type, and other documents an operator, a reader of lineage or a user of profiles to type, on one running system. */
class QuickCommandsTest {
    private static final Path RECORDED = Book.ROOT.resolve("deploy/standalone/src/test/resources/recorded");

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CONVERSATION = """
            {"messages": [{"role": "user", "content": "Do you have soup?"}, {"role": "assistant", "content": "Yes."}, \
            {"role": "user", "content": "Thanks!"}]}
            """;

    /** What is printed, by what a command begins with. */
    private static final Map<Pattern, String> PRINTED = new LinkedHashMap<>();

    static {
        printed("ops status", "leading");
        printed("ops (pause|resume)", "learner");
        printed("ops quarantine", "teaches nothing");
        printed("ops watch .*--from-start", "applied pause");
        printed("audit .*--json", "\"balanced\":true");
        printed("audit (?!.*--json)", "The ledger balances.");
        printed("lineage checkpoint", "step");
        printed("lineage event", "quick-thumb");
        printed("lineage answer", "preferences      ");
        printed("learner anchor", "the reference is ");
        printed("checkpoint publish", "published");
        printed("export", "pairs to ");
        printed("topics create", "were there");
        printed("topics describe --bootstrap-servers", "all of them are there");
        printed("topics acls", "--add --allow-principal User:learner");
        printed("keys create", "bck_");
        printed("keys list", "acme");
        printed("keys revoke", "is good until");
        printed("replay", "0 records unreadable");
        printed("--help", "audit");
        printed("curl -s \\S+/v1/events", "\"accepted\":[\"e1\"]");
        printed("curl -s -X PUT", "Please be brief.");
        printed("curl -s \\S+/u1$", "\"preferences\"");
        printed("openssl", "BEGIN PRIVATE KEY");
    }

    @TempDir
    static Path folder;

    private static RunningSystem system;
    private static SchemaRegistryServer registry;
    private static Typing typing;
    private static final Map<String, Path> recorded = new HashMap<>();
    private static String asked;

    @BeforeAll
    static void start() throws IOException {
        registry = new SchemaRegistryServer();
        Path data = folder.resolve("data");
        system = RunningSystem.start(data);
        Api api = system.api();
        Api.Reply answer = taught(api);
        String checkpoint = checkpoint(answer);
        String turn = answer.json().get("id").asText();
        thumb(api, turn);

        String url = system.standalone().url().toString();
        typing = new Typing()
                .word("data", data.toString())
                .word("DATA", data.toString())
                .word("--data DIR", data.toString())
                .word(
                        "publish DIR",
                        () -> data.resolve("store").resolve(checkpoint).toString())
                .word("export export", "export")
                .word("--output export", folder.resolve("export").toString())
                .word("--file keys", folder.resolve("keys").toString())
                .word(
                        "--file feedback-secrets",
                        folder.resolve("feedback-secrets").toString())
                .word("revoke ID", QuickCommandsTest::anyKey)
                .word("CHECKPOINT_ID", checkpoint)
                .word("checkpoint ID", checkpoint)
                .word("EVENT_ID", "quick-thumb")
                .word("event ID", "quick-thumb")
                .word("TURN_ID", turn)
                .word("answer ID", turn)
                .word("USER", "mallory")
                .word("HOST:PORT", system.bootstrapServers())
                .word("localhost:9092", system.bootstrapServers())
                .word("kafka1:9092,kafka2:9092,kafka3:9092", system.bootstrapServers())
                .word("http://localhost:8081", registry.url())
                .word("--seconds 60", "1")
                .word("--seconds 30", "1")
                .word("--seconds 5", "1")
                .word("--url URL", url)
                .part("ID-OF-THE-ANSWER", () -> asked)
                .part("localhost:8080", () -> url.substring("http://".length()))
                .then("(audit --json|lineage (?!.*--(data|url))|replay (?!.*--url))", "--url", url);
        for (String format : List.of("oasst", "taskmaster", "conture")) {
            String ending = format.equals("conture") ? ".json" : ".jsonl";
            recorded.put(format, RECORDED.resolve(format + ending));
        }
        recorded.put("openai", Files.writeString(folder.resolve("conversations.jsonl"), CONVERSATION));
        recorded.put("events", Samples.write(folder.resolve("sample.jsonl"), 5, 1));
    }

    /** An answer that a checkpoint gave which had learned something. */
    private static Api.Reply taught(Api api) {
        String before = checkpoint(ask(api));
        Alive.check(api, system.bootstrapServers());
        return await().atMost(PATIENCE)
                .until(() -> ask(api), reply -> !checkpoint(reply).equals(before));
    }

    private static Api.Reply ask(Api api) {
        return api.chat("Do you have soup?", "quick", "quincy");
    }

    private static String checkpoint(Api.Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.headers().get("x-backchannel-checkpoint");
    }

    private static void thumb(Api api, String turn) {
        Api.Reply thumb = api.post("/v1/events", """
                {"type":"thumb","event_id":"quick-thumb","conversation_id":"quick","turn_id":"%s","user_id":"quincy",
                 "value":"up"}
                """.formatted(turn));
        assertThat(thumb.status()).as(thumb.body()).isEqualTo(202);
    }

    @AfterAll
    static void stop() {
        system.close();
        registry.close();
    }

    static Stream<DocumentedCommand> commands() {
        return Book.of(QuickCommandsTest.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void works(DocumentedCommand command) throws IOException {
        if (!command.isOurs()) {
            String out = Shell.run(typing.line(command));
            assertPrinted(command.text(), out);
            if (command.text().contains("/v1/chat/completions")) {
                asked = new ObjectMapper().readTree(out).get("id").asText();
            }
            return;
        }
        for (List<String> arguments : typing.arguments(command)) {
            int format = arguments.indexOf("--format");
            arguments.replaceAll(word -> word.equals("FILE") || word.equals("conversations.jsonl")
                    ? recorded.get(arguments.get(format + 1)).toString()
                    : word);
            Typed.Ran ran = Typed.run(arguments.toArray(String[]::new));
            assertThat(ran.exit()).as("%s%n%s", arguments, ran.out()).isZero();
            assertPrinted(String.join(" ", arguments), ran.out());
        }
    }

    private static void assertPrinted(String line, String out) {
        PRINTED.forEach((pattern, words) -> {
            if (pattern.matcher(line).lookingAt()) {
                assertThat(out).as(line).contains(words);
            }
        });
    }

    private static void printed(String command, String words) {
        PRINTED.put(Pattern.compile(command), words);
    }

    private static String anyKey() {
        return Typed.run("keys", "list", "--file", folder.resolve("keys").toString())
                .out()
                .lines()
                .filter(line -> line.contains("acme"))
                .findFirst()
                .orElseThrow()
                .split(" ")[0];
    }
}

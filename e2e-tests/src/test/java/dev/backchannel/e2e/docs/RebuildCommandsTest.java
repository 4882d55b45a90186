package dev.backchannel.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Verdict;
import dev.backchannel.e2e.system.Alive;
import dev.backchannel.e2e.system.Api;
import dev.backchannel.e2e.system.Records;
import dev.backchannel.e2e.system.RunningSystem;
import dev.backchannel.e2e.system.Typed;
import dev.backchannel.testing.TinyBase;
import dev.backchannel.testing.docs.DocumentedCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Learning again: the same, without somebody or on another base, and serving what came of it: a document at a time, in its order. */
@Tag("load")
class RebuildCommandsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern REBUILT =
            Pattern.compile("rebuilt: checkpoint (\\S+) \\(step \\d+\\) of the policy ([^;]+);");

    @TempDir
    Path folder;

    private RunningSystem system;
    private String rebuilt = "";
    private String policy = "";
    private String onAnotherBase = "";

    @AfterEach
    void stop() {
        if (system != null) {
            system.close();
            system = null;
        }
    }

    static Stream<String> documents() {
        return Book.of(RebuildCommandsTest.class)
                .map(DocumentedCommand::document)
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void works(String document) {
        Path data = folder.resolve("data");
        system = RunningSystem.start(data);
        String clean = beforeAnn();
        Path base = folder.resolve("base");
        TinyBase.load(base, 1).close();
        Typing typing = new Typing()
                .word("data", data.toString())
                .word("DIR", data.toString())
                .word("NEW", base.toString())
                .word("MODEL", base.toString())
                .word("USER", "ann")
                .word("ID", clean)
                .word(
                        "data/store.NAME/REBUILT_ID",
                        () -> data.resolve("store." + policy).resolve(rebuilt).toString())
                .part("policy=NAME", () -> "policy=" + (document.endsWith("lineage.md") ? onAnotherBase : policy))
                .then("up", "--port", "0", "--set", "threads=1");
        Book.of(RebuildCommandsTest.class)
                .filter(command -> command.document().equals(document))
                .forEach(command -> typing.arguments(command).forEach(arguments -> carryOut(arguments, data)));
    }

    private void carryOut(List<String> arguments, Path data) {
        if (arguments.contains("up")) {
            stop();
            serve(arguments, data);
            return;
        }
        if (system == null) {
            system = RunningSystem.start(data);
        }
        String printed = run(arguments);
        if (arguments.contains("replay")) {
            assertThat(printed).contains("equal: checkpoint ");
        }
        Matcher found = REBUILT.matcher(printed);
        if (found.find()) {
            rebuilt = found.group(1);
            policy = found.group(2);
            onAnotherBase = arguments.contains("--base") ? policy : onAnotherBase;
        }
    }

    /** It answers, and its account balances, as documented of policies that were learned from scratch. */
    private void serve(List<String> arguments, Path data) {
        try (Service up = Service.start(arguments, folder.resolve("up.log"))) {
            assertThat(up.api().chat("Do you have soup?", "afterwards", "bob").status())
                    .isEqualTo(200);
            String served = arguments.stream()
                    .filter(word -> word.startsWith("policy="))
                    .findFirst()
                    .orElseThrow();
            assertThat(run(List.of("audit", "--data", data.toString(), "--set", served)))
                    .contains("The ledger balances.");
            up.stop();
        }
    }

    private static String run(List<String> arguments) {
        Typed.Ran ran = Typed.run(arguments.toArray(String[]::new));
        assertThat(ran.exit()).as("%s%n%s", arguments, ran.out()).isZero();
        return ran.out();
    }

    /** Some teach, then ann does, then others again. @return a checkpoint that knows nothing of her */
    private String beforeAnn() {
        Api api = system.api();
        Alive.check(api, system.bootstrapServers());
        String clean = await().atMost(PATIENCE).until(this::promoted, found -> !found.isEmpty());
        for (int i = 0; i < Alive.SIGNALS; i++) {
            edit(api, "ann-" + i, "ann");
        }
        await("what ann teaches")
                .atMost(PATIENCE)
                .until(() -> Records.of(system.bootstrapServers(), system.topics().preferences).stream()
                        .anyMatch(preference -> preference.getEvidence().contains("ann-0-edit")));
        Alive.check(api, system.bootstrapServers());
        Typed.Ran audit = Typed.run(
                "audit", "--settle", "30", "--url", system.standalone().url().toString());
        assertThat(audit.exit()).as(audit.out()).isZero();
        return clean;
    }

    /** The first checkpoint that learned something and passed; empty if there is none. */
    private String promoted() {
        return Records.of(system.bootstrapServers(), system.topics().checkpoints).stream()
                .filter(checkpoint ->
                        checkpoint.getStep() > 0 && checkpoint.getGate().getVerdict() != Verdict.REFUSED)
                .map(checkpoint -> checkpoint.getCheckpointId())
                .findFirst()
                .orElse("");
    }

    private static void edit(Api api, String conversation, String user) {
        Api.Reply answer = api.chat("When do you open on Sunday?", conversation, user);
        Api.Reply edit = api.post("/v1/events", """
                {"type":"edit","event_id":"%1$s-edit","conversation_id":"%1$s","turn_id":"%2$s","user_id":"%3$s",
                 "text":"We open at nine on Sundays, %1$s."}
                """.formatted(
                        conversation, answer.json().get("id").asText(), user));
        assertThat(edit.status()).as(edit.body()).isEqualTo(202);
    }
}

package dev.backchannel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.e2e.system.Cli;
import dev.backchannel.e2e.system.RunningSystem;
import dev.backchannel.e2e.system.Shell;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README tells to type works as it stands, but for the port. */
class ReadmeTest {
    private static final Pattern SHELL_BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final String CONVERSATION = """
            {"messages": [{"role": "user", "content": "Do you have soup?"}, {"role": "assistant", "content": "Yes."}, \
            {"role": "user", "content": "Thanks!"}]}
            """;

    @TempDir
    static Path folder;

    private static RunningSystem system;
    private static List<String> blocks;

    @BeforeAll
    static void start() throws IOException {
        blocks = SHELL_BLOCK
                .matcher(Files.readString(readme()))
                .results()
                .map((MatchResult block) -> block.group(1).strip())
                .toList();
        system = RunningSystem.start(folder.resolve("data"));
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void holdsNoOtherCommandsThanTheseTestsKnow() {
        assertThat(blocks)
                .hasSize(6)
                .startsWith("./backchannel demo --minutes 2", "./mvnw -B verify", "./backchannel up --data data");
    }

    @Test
    void anAnswerIsAskedForAndThumbed() throws IOException {
        JsonNode answer = new ObjectMapper().readTree(Shell.run(here(block("/v1/chat/completions"))));
        assertThat(answer.at("/choices/0/message/content").asText()).isNotBlank();
        String thumb = here(block("/v1/events"))
                .replace("ID-OF-THE-ANSWER", answer.get("id").asText());
        assertThat(Shell.run(thumb)).contains("\"accepted\":[\"e1\"]");
    }

    @Test
    void recordedConversationsAreReplayedAndAudited() throws IOException {
        Path recorded = Files.writeString(folder.resolve("conversations.jsonl"), CONVERSATION);
        List<String> commands = block("replay").lines().toList();
        assertThat(commands).hasSize(2);
        String replay = commands.get(0).replace("conversations.jsonl", recorded.toString());
        Cli.Result replayed = Cli.run(arguments(replay + " --url http://localhost:8080"));
        assertThat(replayed.exit()).as(replayed.err()).isZero();
        Cli.Result audit = Cli.run(arguments(commands.get(1)));
        assertThat(audit.exit()).as(audit.out() + audit.err()).isZero();
        assertThat(audit.out()).contains("The ledger balances.");
    }

    private static String block(String part) {
        return blocks.stream().filter(block -> block.contains(part)).findFirst().orElseThrow();
    }

    private static String[] arguments(String command) {
        String program = "./backchannel ";
        assertThat(command).startsWith(program);
        return here(command).substring(program.length()).split(" ");
    }

    private static String here(String command) {
        URI url = system.standalone().url();
        return command.replace("localhost:8080", url.getHost() + ":" + url.getPort());
    }

    private static Path readme() {
        return Path.of("..").resolve("README.md");
    }
}

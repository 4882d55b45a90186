package dev.backchannel.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.e2e.system.Alive;
import dev.backchannel.e2e.system.Cli;
import dev.backchannel.e2e.system.Samples;
import dev.backchannel.e2e.system.UpProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of everything, again and again, in the middle of a replay: nothing is lost, nothing teaches twice. */
class KillTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void aKillLosesNothing() throws Exception {
        killed(1, 150, 1);
    }

    @Test
    @Tag("fault")
    void twentyKillsLoseNothing() throws Exception {
        killed(20, 2000, 2);
    }

    private void killed(int kills, int conversations, long seed) throws Exception {
        Path sample = Samples.write(folder.resolve("sample.jsonl"), conversations, seed);
        Path data = folder.resolve("data");
        SplittableRandom random = new SplittableRandom(seed);
        for (int kill = 1; kill <= kills; kill++) {
            try (UpProcess up = UpProcess.start(data)) {
                CompletableFuture<Cli.Result> replay = startReplay(sample, up);
                Alive.check(up.api(), up.bootstrapServers());
                TimeUnit.MILLISECONDS.sleep(random.nextInt(1500));
                up.kill();
                replay.join(); // it may have got through, or been cut off: either is fine
            }
        }
        try (UpProcess up = UpProcess.start(data)) {
            Cli.Result replay = startReplay(sample, up).join();
            assertThat(replay.exit()).as(replay.err()).isZero();
            JsonNode account = audit(up);
            assertThat(account.get("balanced").asBoolean()).as("%s", account).isTrue();
            assertThat(account.get("unaccounted").asLong()).as("%s", account).isZero();
            assertThat(account.get("inFlight").asLong()).as("%s", account).isZero();
            assertThat(account.get("taught").asLong()).as("%s", account).isPositive();
            long signals = account.get("accepted").asLong();
            assertThat(account.get("taught").asLong()
                            + account.get("heldBack").asLong()
                            + account.get("disposed").asLong()
                            + account.get("deadLettered").asLong())
                    .as("ends in %s", account)
                    .isEqualTo(signals);
            // One signal a conversation, and those that looked for signs of life.
            assertThat(signals).as("%s", account).isEqualTo(conversations + (long) kills * Alive.SIGNALS);
            assertThat(up.stop()).as(up.output()).isZero();
        }
    }

    private static CompletableFuture<Cli.Result> startReplay(Path sample, UpProcess up) {
        String url = up.url().toString();
        return CompletableFuture.supplyAsync(
                () -> Cli.run("replay", sample.toString(), "--format", "events", "--url", url, "--patience", "3"));
    }

    private static JsonNode audit(UpProcess up) throws IOException {
        Cli.Result result = Cli.run("audit", "--url", up.url().toString(), "--settle", "120", "--json");
        assertThat(result.lastLine()).as(result.err()).isNotBlank();
        return JSON.readTree(result.lastLine());
    }
}

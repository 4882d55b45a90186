package dev.backchannel.server;

import dev.backchannel.server.emission.SpoolConfig;
import dev.backchannel.server.generation.GenerationConfig;
import dev.backchannel.server.page.PageConfig;
import dev.backchannel.server.pool.PoolConfig;
import dev.backchannel.server.profiles.ProfileConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * Everything that a policy server may be told.
 *
 * @param instance this server's name on the status topic
 * @param dataDir where it keeps its spool and the last verified checkpoint's record
 * @param generation batching, queue and deadlines
 * @param spool how served turns wait for the broker
 * @param profiles how users' profiles shape their prompts
 * @param page what the page at / shows, and to how many
 * @param maxBodyBytes larger request bodies get 413
 * @param retiredCheckpoints besides what the arms serve, so many former checkpoints stay loaded
 * @param heartbeat how often the status topic hears of this server
 * @param backend what makes the answers
 * @param pool the servers behind this one, where {@code backend} says so
 * @param shadow true: checkpoints and experiments are not followed, the base is served whatever the learner commits
 * @param catchUpGrace without a broker, the server is ready after this time with what it has
 */
public record ServerConfig(
        String instance,
        Path dataDir,
        GenerationConfig generation,
        SpoolConfig spool,
        ProfileConfig profiles,
        PageConfig page,
        int maxBodyBytes,
        int retiredCheckpoints,
        Duration heartbeat,
        BackendKind backend,
        PoolConfig pool,
        boolean shadow,
        Duration catchUpGrace) {
    /** What a server is called that is the only one. */
    public static final String ONLY = "policy-server-1";

    public ServerConfig {
        Objects.requireNonNull(dataDir, "dataDir");
        Objects.requireNonNull(generation, "generation");
        Objects.requireNonNull(spool, "spool");
        Objects.requireNonNull(profiles, "profiles");
        Objects.requireNonNull(page, "page");
        if (instance == null || instance.isBlank()) {
            throw new IllegalArgumentException("instance is empty: give this server a name for the status topic.");
        }
        if (maxBodyBytes < 1024) {
            throw new IllegalArgumentException("maxBodyBytes is " + maxBodyBytes + ", but must be at least 1024.");
        }
        if (retiredCheckpoints < 0) {
            throw new IllegalArgumentException(
                    "retiredCheckpoints is " + retiredCheckpoints + ", but must not be negative.");
        }
        if (backend == BackendKind.VLLM && pool.addresses().isEmpty()) {
            throw new IllegalArgumentException(
                    "backend is vllm, but no upstream is named: say where the servers are (--upstream URL).");
        }
        if (heartbeat.isNegative() || heartbeat.isZero()) {
            throw new IllegalArgumentException("heartbeat is " + heartbeat + ", but must be positive.");
        }
    }

    /** What suits one machine and the seed policy. */
    public static ServerConfig defaults(Path dataDir) {
        return new ServerConfig(
                ONLY,
                dataDir,
                GenerationConfig.defaults(),
                SpoolConfig.defaults(),
                ProfileConfig.defaults(),
                PageConfig.defaults(),
                1 << 20,
                4,
                Duration.ofSeconds(5),
                BackendKind.LOCAL,
                PoolConfig.defaults(),
                false,
                Duration.ofSeconds(10));
    }

    public ServerConfig withGeneration(GenerationConfig other) {
        return new ServerConfig(
                instance,
                dataDir,
                other,
                spool,
                profiles,
                page,
                maxBodyBytes,
                retiredCheckpoints,
                heartbeat,
                backend,
                pool,
                shadow,
                catchUpGrace);
    }

    public ServerConfig withSpool(SpoolConfig other) {
        return new ServerConfig(
                instance,
                dataDir,
                generation,
                other,
                profiles,
                page,
                maxBodyBytes,
                retiredCheckpoints,
                heartbeat,
                backend,
                pool,
                shadow,
                catchUpGrace);
    }

    public ServerConfig withProfiles(ProfileConfig other) {
        return new ServerConfig(
                instance,
                dataDir,
                generation,
                spool,
                other,
                page,
                maxBodyBytes,
                retiredCheckpoints,
                heartbeat,
                backend,
                pool,
                shadow,
                catchUpGrace);
    }

    public ServerConfig withPage(PageConfig other) {
        return new ServerConfig(
                instance,
                dataDir,
                generation,
                spool,
                profiles,
                other,
                maxBodyBytes,
                retiredCheckpoints,
                heartbeat,
                backend,
                pool,
                shadow,
                catchUpGrace);
    }

    public ServerConfig withInstance(String other) {
        return new ServerConfig(
                other,
                dataDir,
                generation,
                spool,
                profiles,
                page,
                maxBodyBytes,
                retiredCheckpoints,
                heartbeat,
                backend,
                pool,
                shadow,
                catchUpGrace);
    }

    public ServerConfig withShadow(boolean other) {
        return new ServerConfig(
                instance,
                dataDir,
                generation,
                spool,
                profiles,
                page,
                maxBodyBytes,
                retiredCheckpoints,
                heartbeat,
                backend,
                pool,
                other,
                catchUpGrace);
    }

    /** With a pool of vLLM servers behind it. */
    public ServerConfig withPool(PoolConfig other) {
        return new ServerConfig(
                instance,
                dataDir,
                generation,
                spool,
                profiles,
                page,
                maxBodyBytes,
                retiredCheckpoints,
                heartbeat,
                BackendKind.VLLM,
                other,
                shadow,
                catchUpGrace);
    }

    /** Former checkpoints that can stay loaded where answers are made. */
    public int retainedCheckpoints() {
        return backend == BackendKind.VLLM ? pool.retiredCheckpoints(retiredCheckpoints) : retiredCheckpoints;
    }
}

package dev.backchannel.e2e.doors;

import dev.backchannel.access.ApiKey;
import dev.backchannel.access.FeedbackTokens;
import dev.backchannel.access.Scope;
import dev.backchannel.access.StoredKey;
import dev.backchannel.access.TurnGrant;
import dev.backchannel.e2e.system.RunningSystem;
import dev.backchannel.standalone.doors.KeyFile;
import dev.backchannel.standalone.doors.SecretFile;
import dev.backchannel.standalone.source.Caller;
import dev.backchannel.testing.TestCertificate;
import dev.backchannel.testing.TinyBase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The whole system behind its doors: TLS, keys of two tenants, an identity provider, feedback tokens, narrow limits. */
final class Guarded implements AutoCloseable {
    static final String PAGE_ORIGIN = "https://chat.example.com";
    static final int MOST_BODY = 20_000;
    static final int MOST_TEXT = 1_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;
    private final KeyFile keyFile;
    private final Path secrets;
    private final Map<String, Who> made = new HashMap<>();
    final Jwts jwts;
    final TestCertificate certificate;
    final RunningSystem system;
    final Wire wire;

    private Guarded(Path folder) throws Exception {
        this.folder = folder;
        keyFile = new KeyFile(folder.resolve("keys"));
        secrets = folder.resolve("feedback-secrets");
        new SecretFile(secrets).add(RANDOM);
        for (String tenant : new String[] {"acme", "globex", "busy"}) {
            for (Scope scope : Scope.values()) {
                make(tenant, scope, Optional.empty());
            }
        }
        make("*", Scope.OPERATE, Optional.empty());
        jwts = Jwts.make(folder.resolve("jwks.json"));
        certificate = TestCertificate.make(folder);
        certificate.write(folder.resolve("server.crt"), folder.resolve("server.key"));
        Path model = folder.resolve("model");
        TinyBase.load(model, 1).close();
        Map<String, String> settings = new HashMap<>(Map.of(
                "model", model.toString(),
                "partitions", "1",
                "ingestion.max-body-bytes", Integer.toString(MOST_BODY),
                "ingestion.max-text-bytes", Integer.toString(MOST_TEXT),
                "ingestion.max-events", "3",
                "policy-server.max-body-bytes", Integer.toString(MOST_BODY)));
        settings.putAll(Map.of(
                "doors.keys-file",
                folder.resolve("keys").toString(),
                "doors.tls.certificate-file",
                folder.resolve("server.crt").toString(),
                "doors.tls.key-file",
                folder.resolve("server.key").toString(),
                "doors.feedback.secrets-file",
                secrets.toString(),
                "doors.origins",
                PAGE_ORIGIN,
                "doors.reload-every",
                "100ms",
                "doors.rate.per-second",
                "20",
                "doors.rate.burst",
                "150",
                "doors.limits.head-time",
                "1s",
                "doors.limits.body-time",
                "1s"));
        settings.put("doors.jwt.jwks", folder.resolve("jwks.json").toString());
        settings.put("doors.jwt.issuer", Jwts.ISSUER);
        settings.put("doors.jwt.audience", Jwts.AUDIENCE);
        system = RunningSystem.start(folder.resolve("data"), settings);
        wire = new Wire(certificate.context(), system.standalone().url().getPort());
    }

    static Guarded start(Path folder) throws Exception {
        return new Guarded(folder);
    }

    /** A key of that tenant with that scope alone. */
    Who key(String tenant, Scope scope) {
        return made.get(tenant + ' ' + scope);
    }

    private void make(String tenant, Scope scope, Optional<Instant> expires) {
        String whose = tenant.equals("*") ? "a key of all tenants to " : tenant + "'s key to ";
        made.put(
                tenant + ' ' + scope,
                Who.bearer(whose + scope.word(), add(tenant, scope, expires).text()));
    }

    /** One that was good until a minute ago. */
    Who expiredKey() {
        return Who.bearer(
                "a key that expired",
                add("acme", Scope.CHAT, Optional.of(Instant.now().minusSeconds(60)))
                        .text());
    }

    /** One that the operator took back. */
    Who revokedKey() {
        ApiKey key = add("acme", Scope.CHAT, Optional.empty());
        keyFile.expire(key.id(), Instant.now());
        return Who.bearer("a key that was revoked", key.text());
    }

    /** What whoever steals the file finds in it. */
    String hashOf(Who who) {
        String id = who.credential().split("_")[1];
        return keyFile.keys().stream()
                .filter(key -> key.id().equals(id))
                .findFirst()
                .orElseThrow()
                .hash();
    }

    /** A command that is configured to show that key and to believe in this server's certificate. */
    Caller caller(Who who) {
        try {
            Path key = Files.writeString(Files.createTempFile(folder, "caller", ".key"), who.credential() + "\n");
            return Caller.of(RunningSystem.settings(Map.of(
                    "caller.key-file", key.toString(),
                    "caller.certificates-file", folder.resolve("server.crt").toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ApiKey add(String tenant, Scope scope, Optional<Instant> expires) {
        ApiKey key = ApiKey.create(RANDOM);
        keyFile.add(StoredKey.of(key, tenant, java.util.Set.of(scope), Instant.now(), expires, RANDOM));
        return key;
    }

    /** A token that this server could have made, for acme's turn t1 in c1, which answered u1. */
    Who token(String label, Duration lifetime, Instant at) throws Exception {
        FeedbackTokens tokens = FeedbackTokens.parse(Files.readString(secrets), lifetime);
        return Who.bearer(label, tokens.issue(new TurnGrant("acme", "c1", "t1", Optional.of("u1")), at));
    }

    Who token() throws Exception {
        return token("the token of turn t1", Duration.ofHours(1), Instant.now());
    }

    @Override
    public void close() {
        system.close();
    }
}

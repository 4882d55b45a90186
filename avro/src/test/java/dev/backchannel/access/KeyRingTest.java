package dev.backchannel.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ApiKey key = ApiKey.create(RANDOM);
    private final StoredKey stored =
            StoredKey.of(key, "acme", Set.of(Scope.CHAT, Scope.INGEST), NOW, Optional.of(NOW.plusSeconds(60)), RANDOM);

    @Test
    void aKeyOpensWhatItsLineSaysUntilItExpires() throws Exception {
        KeyRing ring = KeyRing.parse("# a comment\n\n" + stored.line() + "\n");

        Principal principal = ring.principal(key.text(), NOW);
        assertThat(principal.tenant()).isEqualTo("acme");
        assertThat(principal.scopes()).containsExactlyInAnyOrder(Scope.CHAT, Scope.INGEST);
        assertThat(ring.principal(key.text(), NOW.plusMillis(59_999))).isEqualTo(principal);
        assertThat(refused(ring, key.text(), NOW.plusSeconds(60))).isEqualTo("expired_key");
    }

    @Test
    void nothingButTheWholeKeyIsTheKey() {
        KeyRing ring = KeyRing.parse(stored.line());
        String text = key.text();
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == 'A' ? 'B' : 'A';
            assertThat(refused(ring, text.substring(0, i) + other + text.substring(i + 1), NOW))
                    .isEqualTo("invalid_key");
            assertThat(refused(ring, text.substring(0, i), NOW)).isEqualTo("invalid_key");
        }
        assertThat(refused(ring, text + "A", NOW)).isEqualTo("invalid_key");
        assertThat(refused(ring, stored.hash(), NOW)).isEqualTo("invalid_key");
        assertThat(refused(ring, ApiKey.create(RANDOM).text(), NOW)).isEqualTo("invalid_key");
    }

    @Test
    void theFileHoldsNoSecretAndTheSameKeyIsNeverHashedTheSame() {
        StoredKey again = StoredKey.of(key, "acme", Set.of(Scope.CHAT), NOW, Optional.empty(), RANDOM);

        String secret = key.text().split("_", 3)[2]; // in which there may be underscores, too
        assertThat(stored.line()).doesNotContain(secret);
        assertThat(again.hash()).isNotEqualTo(stored.hash());
        assertThat(key.toString()).doesNotContain(key.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id=1 tenant=a/b scopes=chat salt=SALT hash=HASH created=2026-11-20T10:00:00Z",
                "id=1 tenant=a scopes= salt=SALT hash=HASH created=2026-11-20T10:00:00Z",
                "id=1 tenant=a scopes=root salt=SALT hash=HASH created=2026-11-20T10:00:00Z",
                "id=1 tenant=a scopes=chat salt=SALT hash=00 created=2026-11-20T10:00:00Z",
                "id=1 tenant=a scopes=chat salt=SALT created=2026-11-20T10:00:00Z",
                "id=1 tenant=a scopes=chat salt=SALT hash=HASH created=yesterday",
                "bck_1_secret",
            })
    void aLineThatIsWrongIsToldByItsNumber(String line) {
        String text = "# head\n" + line.replace("SALT", "0".repeat(32)).replace("HASH", "0".repeat(64));

        assertThatThrownBy(() -> KeyRing.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line 2: ")
                .hasMessageNotContaining("bck_");
    }

    @Test
    void aTenantIsTheKeysUnlessTheKeyLeavesItOpen() {
        Principal acme = Principal.of("k", "acme", Set.of(Scope.CHAT));

        assertThat(acme.tenant(null, "default")).contains("acme");
        assertThat(acme.tenant("acme", "default")).contains("acme");
        assertThat(acme.tenant("globex", "default")).isEmpty();
        assertThat(Principal.OPEN.tenant("globex", "default")).contains("globex");
        assertThat(Principal.OPEN.tenant(null, "default")).contains("default");
    }

    @Test
    void aBucketFillsAsTimePasses() throws Exception {
        long[] nanos = new long[1];
        RateLimiter limiter = new RateLimiter(2, 3, () -> nanos[0]);
        for (int i = 0; i < 3; i++) {
            limiter.take("acme");
        }
        AccessDenied denied = catchThrowableOfType(AccessDenied.class, () -> limiter.take("acme"));
        assertThat(denied.status()).isEqualTo(429);
        assertThat(denied.retryAfterSeconds()).isEqualTo(1);
        limiter.take("globex"); // another's bucket

        nanos[0] = Duration.ofMillis(500).toNanos();
        limiter.take("acme");
        assertThatThrownBy(() -> limiter.take("acme")).isInstanceOf(AccessDenied.class);
        nanos[0] = Duration.ofHours(1).toNanos();
        for (int i = 0; i < 3; i++) {
            limiter.take("acme");
        }
        assertThatThrownBy(() -> limiter.take("acme")).isInstanceOf(AccessDenied.class);
    }

    private static String refused(KeyRing ring, String presented, Instant now) {
        AccessDenied denied = catchThrowableOfType(AccessDenied.class, () -> ring.principal(presented, now));
        assertThat(denied).as("must be refused").isNotNull();
        assertThat(denied.status()).isEqualTo(401);
        assertThat(denied.getMessage()).doesNotContain(presented.isEmpty() ? "\0" : presented);
        return denied.code();
    }
}

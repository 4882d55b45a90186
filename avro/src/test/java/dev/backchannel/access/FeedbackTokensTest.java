package dev.backchannel.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeedbackTokensTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final String OLD = "o".repeat(32);
    private static final String NEW = "n".repeat(32);
    private static final TurnGrant TURN = new TurnGrant("acme", "c/1 ü", "turn-1", Optional.of("u1"));

    private final FeedbackTokens tokens = tokens(NEW + "\n# the one before\n" + OLD + "\n");

    @Test
    void aTokenSpeaksOfItsTurnUntilItExpires() throws Exception {
        for (TurnGrant grant : List.of(TURN, new TurnGrant("acme", "c", "t", Optional.empty()))) {
            String token = tokens.issue(grant, NOW);

            Principal principal = tokens.principal(token, NOW.plusSeconds(3599));
            assertThat(principal.grant()).contains(grant);
            assertThat(principal.tenant()).isEqualTo("acme");
            assertThat(principal.scopes()).containsExactly(Scope.INGEST);
            assertThat(refused(tokens, token, NOW.plusSeconds(3600))).isEqualTo("expired_token");
        }
    }

    @Test
    void anOldSecretVerifiesUntilItIsTakenOut() throws Exception {
        String old = tokens(OLD).issue(TURN, NOW);

        assertThat(tokens.principal(old, NOW).grant()).contains(TURN);
        assertThat(refused(tokens(NEW), old, NOW)).isEqualTo("invalid_token");
        assertThat(refused(tokens(OLD), tokens.issue(TURN, NOW), NOW)).isEqualTo("invalid_token");
    }

    @Test
    void noBitOfItCanBeChanged() {
        byte[] whole = Base64.getUrlDecoder().decode(tokens.issue(TURN, NOW).substring(4));
        for (int i = 0; i < whole.length * 8; i++) {
            byte[] changed = whole.clone();
            changed[i / 8] ^= (byte) (1 << i % 8);
            assertThat(refused(tokens, token(changed), NOW)).isEqualTo("invalid_token");
        }
        for (int length = 0; length < whole.length; length++) {
            assertThat(refused(tokens, token(Arrays.copyOf(whole, length)), NOW))
                    .isEqualTo("invalid_token");
        }
        assertThat(refused(tokens, token(Arrays.copyOf(whole, whole.length + 1)), NOW))
                .isEqualTo("invalid_token");
        assertThat(refused(tokens, "bft_not base64!", NOW)).isEqualTo("invalid_token");
        assertThat(refused(tokens, "bft_" + "A".repeat(9_000), NOW)).isEqualTo("invalid_token");
    }

    @Test
    void aWeakSecretIsNoSecret() {
        assertThatThrownBy(() -> tokens("short")).hasMessageContaining("at least 32");
        assertThatThrownBy(() -> tokens("# nothing\n")).hasMessageContaining("there is no secret");
    }

    private static FeedbackTokens tokens(String file) {
        return FeedbackTokens.parse(file, Duration.ofHours(1));
    }

    private static String token(byte[] whole) {
        return "bft_" + new String(Base64.getUrlEncoder().withoutPadding().encode(whole), StandardCharsets.US_ASCII);
    }

    private static String refused(FeedbackTokens tokens, String token, Instant now) {
        AccessDenied denied = catchThrowableOfType(AccessDenied.class, () -> tokens.principal(token, now));
        assertThat(denied).as("must be refused").isNotNull();
        assertThat(denied.status()).isEqualTo(401);
        return denied.code();
    }
}

package dev.backchannel.access;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Makes and reads feedback tokens: {@code bft_} and, in base64url, the turn and the expiry followed by their HMAC-SHA256. The
 * first secret signs; all of them verify, so that a new one can be put in front while the old tokens are still about.
 * Immutable.
 */
public final class FeedbackTokens {
    public static final int LEAST_SECRET_BYTES = 32;

    private static final String PREFIX = "bft_";
    private static final int MAC_BYTES = 32;
    private static final int LONGEST = 8_192;
    /** No MAC of ours is ever over anything else. */
    private static final byte[] PURPOSE = "backchannel feedback token 1\0".getBytes(StandardCharsets.UTF_8);

    private final List<byte[]> secrets;
    private final Duration lifetime;

    /** @param secrets at least one, each of at least {@value #LEAST_SECRET_BYTES} bytes */
    public FeedbackTokens(List<byte[]> secrets, Duration lifetime) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("there is no secret; feedback tokens need one to be signed with");
        }
        for (byte[] secret : secrets) {
            if (secret.length < LEAST_SECRET_BYTES) {
                throw new IllegalArgumentException("a secret has " + secret.length + " bytes, but must have at least "
                        + LEAST_SECRET_BYTES + "; make one with: openssl rand -base64 48");
            }
        }
        if (lifetime.toSeconds() < 1) {
            throw new IllegalArgumentException("lifetime is " + lifetime + ", but must be at least a second");
        }
        this.secrets = secrets.stream().map(byte[]::clone).toList();
        this.lifetime = lifetime;
    }

    /** One secret a line; empty lines and those that begin with # are let be. */
    public static FeedbackTokens parse(String text, Duration lifetime) {
        return new FeedbackTokens(
                text.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .map(line -> line.getBytes(StandardCharsets.UTF_8))
                        .toList(),
                lifetime);
    }

    public static boolean looksLikeOne(String credential) {
        return credential.startsWith(PREFIX);
    }

    public String issue(TurnGrant grant, Instant now) {
        byte[] said = write(grant, now.plus(lifetime));
        byte[] whole = Arrays.copyOf(said, said.length + MAC_BYTES);
        System.arraycopy(sign(secrets.get(0), said), 0, whole, said.length, MAC_BYTES);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /** @throws AccessDenied 401: not signed by any of the secrets, or no longer good */
    public Principal principal(String token, Instant now) throws AccessDenied {
        byte[] whole = decoded(token);
        byte[] said = Arrays.copyOf(whole, whole.length - MAC_BYTES);
        byte[] mac = Arrays.copyOfRange(whole, said.length, whole.length);
        boolean ours = false;
        for (byte[] secret : secrets) {
            ours |= MessageDigest.isEqual(mac, sign(secret, said));
        }
        if (!ours) {
            throw invalid();
        }
        return read(said, now);
    }

    private static byte[] decoded(String token) throws AccessDenied {
        try {
            byte[] whole = token.length() > LONGEST
                    ? new byte[0]
                    : Base64.getUrlDecoder().decode(token.substring(PREFIX.length()));
            if (whole.length > MAC_BYTES) {
                return whole;
            }
        } catch (IllegalArgumentException e) {
            // told like every other that is not ours
        }
        throw invalid();
    }

    private static AccessDenied invalid() {
        return AccessDenied.unknown(
                "invalid_token", "the feedback token was not made here, or by a secret that was taken back");
    }

    private static byte[] sign(byte[] secret, byte[] said) {
        byte[] text = Arrays.copyOf(PURPOSE, PURPOSE.length + said.length);
        System.arraycopy(said, 0, text, PURPOSE.length, said.length);
        return Macs.of(secret, text);
    }

    private static byte[] write(TurnGrant grant, Instant expires) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(expires.getEpochSecond());
            for (String text : List.of(
                    grant.tenant(),
                    grant.conversationId(),
                    grant.turnId(),
                    grant.user().orElse(""))) {
                out.writeUTF(text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** What is signed was written by {@link #write}. */
    private static Principal read(byte[] said, Instant now) throws AccessDenied {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(said))) {
            Instant expires = Instant.ofEpochSecond(in.readLong());
            if (!now.isBefore(expires)) {
                throw AccessDenied.unknown("expired_token", "the feedback token expired at " + expires);
            }
            return Principal.of(new TurnGrant(
                    in.readUTF(),
                    in.readUTF(),
                    in.readUTF(),
                    Optional.of(in.readUTF()).filter(user -> !user.isEmpty())));
        } catch (IOException e) {
            throw new UncheckedIOException("a signed token cannot be read", e);
        }
    }
}

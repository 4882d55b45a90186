package dev.backchannel.access;

import dev.backchannel.access.CommandRefusal.Kind;
import dev.backchannel.avro.CommandSignature;
import dev.backchannel.avro.OperatorCommand;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose commands count: everybody's, or where keys are configured only what one of them has signed. A function of the command
 * and of when the broker took it, so that every reader comes to the same whenever it reads. Thread-safe.
 */
public final class CommandTrust {
    /** No keys are configured. */
    public static final CommandTrust EVERYBODY = new CommandTrust(null, Duration.ZERO, null, Duration.ZERO);

    /** By how much operators' clocks may be ahead of the broker's. */
    static final Duration SKEW = Duration.ofMinutes(5);

    private final @Nullable OperatorKeys keysOrNull;
    private final Duration longest;
    private final @Nullable OperatorKey ownOrNull;
    private final Duration validity;

    private CommandTrust(
            @Nullable OperatorKeys keysOrNull, Duration longest, @Nullable OperatorKey ownOrNull, Duration validity) {
        this.keysOrNull = keysOrNull;
        this.longest = longest;
        this.ownOrNull = ownOrNull;
        this.validity = validity;
    }

    /** @param longest that a command may be valid from its issue on */
    public static CommandTrust in(OperatorKeys keys, Duration longest) {
        return new CommandTrust(keys, longest, null, longest);
    }

    /** Signs with this key what this process orders by itself. */
    public CommandTrust signingWith(OperatorKey key) {
        return new CommandTrust(keysOrNull, longest, key, validity);
    }

    public boolean isEverybody() {
        return keysOrNull == null;
    }

    /** Whether this process has a key. */
    public boolean canSign() {
        return ownOrNull != null;
    }

    /** What this process orders by itself, signed if it has a key. */
    public OperatorCommand signed(OperatorCommand command) {
        return ownOrNull == null ? command : ownOrNull.sign(command, validity);
    }

    /** Names the record of a command among all with its id. */
    public static String digest(OperatorCommand command) {
        return SignedForm.digest(command);
    }

    /**
     * Why it does not count; empty: it does.
     *
     * @param takenAt when the broker took it
     * @param known which commands counted before it
     */
    public Optional<CommandRefusal> refusal(OperatorCommand command, Instant takenAt, KnownCommands known) {
        OperatorKeys keys = keysOrNull;
        if (keys == null) {
            return Optional.empty();
        }
        String digest = SignedForm.digest(command);
        CommandSignature signature = command.getSignature();
        if (signature == null) {
            return refused(Kind.UNSIGNED, "it is not signed; give it with --key FILE, or set operators.key", digest);
        }
        Optional<CommandRefusal> refusal =
                bySignature(keys, command, signature, digest).or(() -> byTime(command, signature, takenAt, digest));
        if (refusal.isPresent()) {
            return refusal;
        }
        String first = known.putIfAbsent(command, digest);
        return first.equals(digest)
                ? Optional.empty()
                : refused(
                        Kind.REPLAYED,
                        "its id " + command.getCommandId() + " stood for another command before",
                        digest);
    }

    private static Optional<CommandRefusal> bySignature(
            OperatorKeys keys, OperatorCommand command, CommandSignature signature, String digest) {
        if (signature.getVersion() != SignedForm.VERSION) {
            return refused(
                    Kind.UNKNOWN_VERSION,
                    "its signature is of version " + signature.getVersion() + ", and here only " + SignedForm.VERSION
                            + " is known",
                    digest);
        }
        Optional<PublicKey> key = keys.of(signature.getKey());
        if (key.isEmpty()) {
            return refused(Kind.UNKNOWN_KEY, "operators.keys knows nobody by the name in its signature", digest);
        }
        byte[] form = SignedForm.of(
                command,
                signature.getVersion(),
                signature.getKey(),
                signature.getExpiresAt().toEpochMilli());
        return Ed25519.fits(key.get(), form, SignedForm.bytes(signature.getSignature()))
                ? Optional.empty()
                : refused(
                        Kind.TAMPERED,
                        "its signature is not that of " + signature.getKey() + " under these words: it was changed,"
                                + " another key signed it, or it asks for what this version does not know",
                        digest);
    }

    private Optional<CommandRefusal> byTime(
            OperatorCommand command, CommandSignature signature, Instant takenAt, String digest) {
        Instant issued = command.getIssuedAt();
        Instant expires = signature.getExpiresAt();
        if (issued.isAfter(takenAt.plus(SKEW))) {
            return refused(
                    Kind.EARLY,
                    "it was issued at " + issued + ", after the broker took it at " + takenAt + "; set the clocks",
                    digest);
        }
        if (expires.isAfter(issued.plus(longest))) {
            return refused(
                    Kind.LASTING,
                    "it is valid from " + issued + " until " + expires + ", longer than operators.longest-validity "
                            + longest,
                    digest);
        }
        return expires.isAfter(takenAt)
                ? Optional.empty()
                : refused(Kind.EXPIRED, "it expired at " + expires + ", and the broker took it at " + takenAt, digest);
    }

    private static Optional<CommandRefusal> refused(Kind kind, String message, String digest) {
        return Optional.of(new CommandRefusal(kind, message, digest));
    }
}

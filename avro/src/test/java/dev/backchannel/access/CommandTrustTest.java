package dev.backchannel.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.access.CommandRefusal.Kind;
import dev.backchannel.avro.CommandSignature;
import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTrustTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final Duration VALIDITY = Duration.ofMinutes(10);
    private static final NewOperatorKey ANN = NewOperatorKey.of("ann");

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final KnownCommands known = KnownCommands.inMemory();
    private Path file;
    private CommandTrust trust;

    @BeforeEach
    void onlyAnn() throws IOException {
        file = folder.resolve("operators");
        Files.writeString(file, "# who may order\n\n" + ANN.line() + "\n");
        trust = CommandTrust.in(OperatorKeys.of(file, nanos::get), Duration.ofHours(1));
    }

    @Test
    void whatAnnSignedCountsAndSoDoesTheSameAgain() {
        OperatorCommand command = signed(rollback("k1"));

        assertThat(refusal(command, NOW)).isEmpty();
        assertThat(refusal(command, NOW.plusSeconds(5))).isEmpty();
        assertThat(CommandTrust.EVERYBODY.refusal(rollback("k1"), NOW, known)).isEmpty();
    }

    @Test
    void unsignedByAnUnknownKeyOrInAFormOfTomorrow() {
        OperatorCommand signed = signed(rollback("k1"));

        assertThat(kind(rollback("k1"), NOW)).isEqualTo(Kind.UNSIGNED);
        assertThat(kind(NewOperatorKey.of("eve").key().sign(rollback("k1"), VALIDITY), NOW))
                .isEqualTo(Kind.UNKNOWN_KEY);
        assertThat(kind(NewOperatorKey.of("ann").key().sign(rollback("k1"), VALIDITY), NOW))
                .isEqualTo(Kind.TAMPERED);
        CommandSignature next =
                CommandSignature.newBuilder(signed.getSignature()).setVersion(2).build();
        assertThat(kind(with(signed, next), NOW)).isEqualTo(Kind.UNKNOWN_VERSION);
    }

    /** Driven by the schema: a field that is added later and not signed fails here. */
    @Test
    void noFieldCanBeChanged() {
        OperatorCommand signed = signed(rollback("k1"));
        for (Schema.Field field : OperatorCommand.getClassSchema().getFields()) {
            if (!field.name().equals("signature")) {
                OperatorCommand changed = OperatorCommand.newBuilder(signed).build();
                changed.put(field.pos(), other(changed.get(field.pos())));
                assertThat(kind(changed, NOW)).as(field.name()).isEqualTo(Kind.TAMPERED);
            }
        }
        for (Schema.Field field : CommandSignature.getClassSchema().getFields()) {
            CommandSignature changed =
                    CommandSignature.newBuilder(signed.getSignature()).build();
            changed.put(field.pos(), other(changed.get(field.pos())));
            assertThat(refusal(with(signed, changed), NOW)).as(field.name()).isPresent();
        }
        OperatorCommand shifted = OperatorCommand.newBuilder(signed)
                .setIssuedBy(signed.getIssuedBy() + signed.getReason())
                .setReason("")
                .build();
        assertThat(kind(shifted, NOW)).as("a boundary").isEqualTo(Kind.TAMPERED);
        assertThat(refusal(signed, NOW)).as("and none of it used the id up").isEmpty();
    }

    @Test
    void theBrokersClockDecidesAndNothingIsValidForever() {
        assertThat(kind(signed(rollback("k1")), NOW.plus(VALIDITY))).isEqualTo(Kind.EXPIRED);
        assertThat(refusal(signed(rollback("k2")), NOW.plus(VALIDITY).minusMillis(1)))
                .isEmpty();
        assertThat(kind(signed(rollback("k3")), NOW.minus(CommandTrust.SKEW).minusMillis(1)))
                .isEqualTo(Kind.EARLY);
        assertThat(kind(ANN.key().sign(rollback("k4"), Duration.ofHours(2)), NOW))
                .isEqualTo(Kind.LASTING);
    }

    @Test
    void anIdStandsForOneCommand() {
        OperatorCommand first = signed(rollback("k1"));
        OperatorCommand second = signed(OperatorCommand.newBuilder(rollback("k1"))
                .setAction(OperatorAction.PROMOTE)
                .build());

        assertThat(refusal(first, NOW)).isEmpty();
        assertThat(kind(second, NOW)).isEqualTo(Kind.REPLAYED);
        assertThat(kind(first, NOW.plus(Duration.ofDays(1)))).isEqualTo(Kind.EXPIRED);
        assertThat(refusal(first, NOW)).isEmpty();
    }

    @Test
    void keysComeAndGoWithoutARestartAndABadFileChangesNothing() throws IOException {
        NewOperatorKey bob = NewOperatorKey.of("bob");
        OperatorCommand bobs = bob.key().sign(rollback("k1"), VALIDITY);
        assertThat(kind(bobs, NOW)).isEqualTo(Kind.UNKNOWN_KEY);

        Files.writeString(file, bob.line());
        assertThat(kind(bobs, NOW)).as("not looked at yet").isEqualTo(Kind.UNKNOWN_KEY);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(refusal(bobs, NOW)).isEmpty();
        assertThat(kind(signed(rollback("k2")), NOW)).isEqualTo(Kind.UNKNOWN_KEY);

        Files.writeString(file, "bob is gone, and this is no file of keys");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(refusal(bobs, NOW)).isEmpty();
        Files.delete(file);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(refusal(bobs, NOW)).isEmpty();
    }

    /** Who changes the bytes must raise the version: every signature that is on its way would be refused. */
    @Test
    void theFormIsTheDocumentedOne() {
        OperatorCommand command = OperatorCommand.newBuilder(rollback("k1"))
                .setIssuedBy("a")
                .setReason("é")
                .setTarget("default")
                .setArguments(Map.of("b", "2", "a", "1"))
                .build();
        assertThat(HexFormat.of().formatHex(SignedForm.of(command, 1, "ann", NOW.toEpochMilli())))
                .isEqualTo("0000001c" + "6261636b6368616e6e656c206f70657261746f7220636f6d6d616e64" // what it is
                        + "00000001" // version
                        + "00000002" + "6b31" // command_id
                        + "00000001" + "61" // issued_by
                        + "00000002" + "c3a9" // reason
                        + "00000007" + "64656661756c74" // target
                        + "00000008" + "524f4c4c4241434b" // action
                        + "00000002" // arguments
                        + "00000001" + "61" + "00000001" + "31"
                        + "00000001" + "62" + "00000001" + "32"
                        + "000001a1f8660d00" // issued_at
                        + "000001a1f8660d00" // expires_at
                        + "00000003" + "616e6e"); // key
    }

    private Optional<CommandRefusal> refusal(OperatorCommand command, Instant takenAt) {
        return trust.refusal(command, takenAt, known);
    }

    private Kind kind(OperatorCommand command, Instant takenAt) {
        return refusal(command, takenAt).orElseThrow().kind();
    }

    private static OperatorCommand signed(OperatorCommand command) {
        return ANN.key().sign(command, VALIDITY);
    }

    private static OperatorCommand with(OperatorCommand command, CommandSignature signature) {
        return OperatorCommand.newBuilder(command).setSignature(signature).build();
    }

    private static Object other(Object value) {
        if (value instanceof String text) {
            return text + "x";
        } else if (value instanceof Instant at) {
            return at.plusMillis(1);
        } else if (value instanceof OperatorAction) {
            return OperatorAction.PROMOTE;
        } else if (value instanceof Map<?, ?>) {
            return Map.of("checkpoint", "another");
        } else if (value instanceof Integer number) {
            return number + 1;
        }
        byte[] bytes = SignedForm.bytes((ByteBuffer) value);
        bytes[5] ^= 1;
        return ByteBuffer.wrap(bytes);
    }

    private static OperatorCommand rollback(String id) {
        return OperatorCommand.newBuilder()
                .setCommandId(id)
                .setIssuedBy("ann")
                .setReason("complaints")
                .setTarget("default")
                .setAction(OperatorAction.ROLLBACK)
                .setArguments(Map.of("checkpoint", "c7"))
                .setIssuedAt(NOW)
                .build();
    }
}

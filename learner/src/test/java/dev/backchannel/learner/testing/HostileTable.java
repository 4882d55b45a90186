package dev.backchannel.learner.testing;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Label;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.OffsetRange;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Prompt;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.testing.TinyBase;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.avro.io.EncoderFactory;

/** Everything hostile that was thought of so far. */
public final class HostileTable {
    private static final String LETTER = "letter: ";
    private static final String UNUSABLE = "UNUSABLE: ";
    private static final String TAUGHT = "taught";
    private static final int FIRST = 1_000;
    /** Nearly as much as a record may have; the producer itself refuses more. */
    private static final int HUGE = Topic.MAX_RECORD_BYTES - 2_000;

    private final Topics topics;
    private final int vocabulary;
    private final List<Hostile> rows = new ArrayList<>();

    private HostileTable(Topics topics, int vocabulary) {
        this.topics = topics;
        this.vocabulary = vocabulary;
    }

    public static List<Hostile> of(Topics topics, PolicyModel model) {
        HostileTable table = new HostileTable(topics, model.config().vocabularySize());
        table.bytes();
        table.weights();
        table.answers();
        table.prompts();
        table.ids();
        return table.rows;
    }

    private void bytes() {
        byte[] good = encode(Preferences.pair(FIRST));
        raw("no value", "default/x", null, "without a value");
        raw("an empty value", "default/x", new byte[0], "0 bytes");
        raw("no Avro at all", "default/x", "not Avro".getBytes(StandardCharsets.UTF_8), "not Avro");
        raw("no key", null, new byte[] {1, 2, 3}, "not Avro");
        raw("half a record", "default/x", Arrays.copyOf(good, good.length / 2), "truncated");
        raw("only a header", "default/x", Arrays.copyOf(good, 10), "truncated");
        byte[] unknown = good.clone();
        unknown[5] ^= 0x55;
        raw("a schema of the future that nobody published", "default/x", unknown, "unknown writer schema");
        raw("a text of two gigabytes, it says", "default/x", claiming(good, Integer.MAX_VALUE - 16L), "garbled");
        raw("a text of negative length", "default/x", claiming(good, -5), "garbled");
        raw("a text longer than any", "default/x", claiming(good, Long.MAX_VALUE), "garbled");
        raw("another record's type", "default/x", step(), "");
        byte[] heavy = new byte[HUGE];
        raw("garbage as large as a record may be", "default/x", heavy, "are kept)");
        raw("a key as large as a record may be", "k".repeat(HUGE), null, "are kept)");
    }

    private void weights() {
        for (double weight : new double[] {Double.NaN, -1, 0, Double.POSITIVE_INFINITY}) {
            preference("weight " + weight, p -> p.setWeight(weight), UNUSABLE + "weight is " + weight);
        }
        preference("an enormous weight", p -> p.setWeight(Double.MAX_VALUE), TAUGHT);
        preference("next to no weight", p -> p.setWeight(Double.MIN_VALUE), TAUGHT);
    }

    private void answers() {
        body("the same twice", new Pair(text("same"), text("same")), "tied");
        body("an empty answer", new Pair(text(""), text("no")), "empty");
        body("white space for an answer", new Label(text(" \n\t"), true), "empty");
        body("an answer beyond the context", new Label(text("x".repeat(TinyBase.CONTEXT)), true), "over-long");
        body("10 MB of text, as near as a record comes", new Label(text("x".repeat(HUGE)), true), "over-long");
        body(
                "a token id out of the vocabulary",
                new Label(ids(vocabulary), true),
                "the answer has the token id " + vocabulary);
        body(
                "the largest token id",
                new Label(ids(Integer.MAX_VALUE), false),
                "the answer has the token id 2147483647");
        body("a negative token id", new Pair(ids(3), ids(-1)), "the rejected answer has the token id -1");
        body("more token ids than fit", new Label(ids(new int[9_000]), true), "over-long");
        preference(
                "lone surrogates and other oddities",
                p -> p.setBody(new Label(text("\ud800 \udfff \u0000 \ufffe \u202e"), false)),
                TAUGHT);
        preference(
                "unknown kinds",
                p -> p.setSignal(SignalKind.UNKNOWN)
                        .setBody(new Label(new Answer("ok", List.of(), FinishReason.UNKNOWN), true)),
                TAUGHT);
    }

    private void prompts() {
        prompt("no messages", new Prompt(List.of(), null), UNUSABLE + "empty");
        prompt("an empty prompt", new Prompt(List.of(), ""), UNUSABLE + "empty");
        prompt("a role nobody plays", new Prompt(messages("wizard", "Hi"), null), UNUSABLE + "the chat template");
        prompt("a prompt beyond the context", new Prompt(messages("user", "long ".repeat(900)), null), TAUGHT);
        prompt(
                "10 MB of prompt, as near as a record comes",
                new Prompt(messages("user", "y".repeat(HUGE)), null),
                UNUSABLE + "over-long");
        preference(
                "a follow-up on what the template refuses",
                p -> p.setPrompt(new Prompt(List.of(new Message("user", ""), new Message("wizard", "Hi")), "served"))
                        .setFollowUp("no")
                        .setBody(new Label(text("ok"), true)),
                TAUGHT);
        preference(
                "10 MB of explanation, as near as a record comes",
                p -> p.setExplanation(Map.of("why", "z".repeat(HUGE))),
                UNUSABLE + "over-long");
    }

    private void ids() {
        rows.add(withKey("the wrong key", "elsewhere/c"));
        preference("a user's name of 70 KB", p -> p.setUserId("n".repeat(70_000)), TAUGHT);
        preference("nobody's conversation", p -> p.setConversationId("").setUserId(null), TAUGHT);
        preference("the end of time", p -> p.setAcceptedAt(Instant.ofEpochMilli(Long.MAX_VALUE)), TAUGHT);
        preference("before all time", p -> p.setAcceptedAt(Instant.ofEpochMilli(Long.MIN_VALUE)), TAUGHT);
        preference("no preference_id", p -> p.setPreferenceId(""), LETTER + "a preference_id");
        preference("a preference_id of 1 MB", p -> p.setPreferenceId("i".repeat(1 << 20)), LETTER + "a preference_id");
        preference("no evidence", p -> p.setEvidence(List.of()).setWeight(-1), LETTER + "no evidence");
        preference(
                "a signal's id of 5 MB", p -> p.setEvidence(List.of("e".repeat(5 << 20))), LETTER + "to account for");
        preference(
                "a hundred thousand signals of a long-named user",
                p -> p.setUserId("n".repeat(70_000)).setEvidence(Collections.nCopies(100_000, "e")),
                "characters of ids");
        preference(
                "one signal named twice",
                p -> p.setEvidence(
                                List.of(p.getEvidence().get(0), p.getEvidence().get(0)))
                        .setWeight(-2),
                UNUSABLE);
    }

    private Hostile withKey(String name, String key) {
        Hostile right = Hostile.preference(name, good(), TAUGHT, topics);
        return new Hostile(name, key, right.value(), right.preferenceId(), right.evidence(), right.end());
    }

    private void raw(String name, String key, byte[] value, String end) {
        rows.add(Hostile.bytes(name, key, value, end));
    }

    private void body(String name, Object body, String end) {
        preference(name, p -> p.setBody(body), UNUSABLE + end);
    }

    private void prompt(String name, Prompt prompt, String end) {
        preference(name, p -> p.setPrompt(prompt), end);
    }

    private void preference(String name, Consumer<Preference.Builder> change, String end) {
        Preference.Builder builder = Preference.newBuilder(good());
        change.accept(builder);
        rows.add(Hostile.preference(name, builder.build(), end, topics));
    }

    /** Another one each time. */
    private Preference good() {
        return Preferences.pair(FIRST + rows.size());
    }

    private static Answer text(String text) {
        return Preferences.answer(text);
    }

    private static Answer ids(int... ids) {
        return new Answer("", IntStream.of(ids).boxed().toList(), FinishReason.LENGTH);
    }

    private static List<Message> messages(String role, String content) {
        return List.of(new Message(role, content));
    }

    private byte[] encode(Preference preference) {
        return Hostile.preference("", preference, "", topics).value();
    }

    private byte[] step() {
        LearnerStep step = LearnerStep.newBuilder()
                .setPolicy("default")
                .setStep(1)
                .setRanges(List.of(new OffsetRange(0, 0L, 1L)))
                .setPreferenceIds(List.of("p"))
                .setSeed(1)
                .setCause("size")
                .build();
        return topics.learnerSteps.valueSerde().serializer().serialize(topics.learnerSteps.name(), step);
    }

    /** The header of a preference, then a first text that claims so many bytes. */
    private static byte[] claiming(byte[] good, long length) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(good, 0, 10);
            var encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            encoder.writeLong(length);
            encoder.flush();
            bytes.write(good, 10, good.length - 10);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

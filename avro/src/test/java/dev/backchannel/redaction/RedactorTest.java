package dev.backchannel.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.avro.Acceptance;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.FollowUp;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Other;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.avro.Turn;
import dev.backchannel.topics.ReleasedSchemas;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    private static final Redactor ALL = RedactorReader.read("all", Optional.empty());

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    write to ann.lee+x@mail.example.org.           | write to [email].
                    <jörg@bücher.example> and a@b.de               | <[email]> and [email]
                    my card is 4111 1111 1111 1111, ok             | my card is [card], ok
                    5500-0000-0000-0004                            | [card]
                    4111 1111 1111 1111 12-27, or with 123 behind: 4111-1111-1111-1111-123 | [card] 12-27, or with 123 behind: [card]-123
                    12 34 56 78 4111 1111 1111 1111                | 12 34 56 78 [card]
                    IBAN DE89 3704 0044 0532 0130 00 please        | IBAN [iban] please
                    GB82WEST12345698765432                         | [iban]
                    BE68 5390 0754 7034 OK AT61 1904 3002 3457 3201 BANK | [iban] OK [iban] BANK
                    from 192.168.1.20 to fe80::1 and 2001:db8:0:0:0:0:2:1 | from [ip] to [ip] and [ip]
                    call +49 30 901820 or (555) 123-4567           | call [phone] or [phone]
                    030 1234567, 0171/1234567, 01 23 45 67 89      | [phone], [phone], [phone]
                    0049 171 1234567!                              | [phone]!
                    """)
    void whatIsAPersonsIsReplaced(String text, String rest) {
        assertThat(ALL.text(text)).isEqualTo(rest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111 1111 1111 1112 is no card",
                "DE88 3704 1144 1532 1131 10 is no account",
                "on 2026-11-20 at 10:20:30, or 01.02.2026 10:30",
                "order 12345678 of 1.234.567,89 euro",
                "std::string ab::cd and 10:20",
                "@ann said 3 @ 5",
                "version 4.3.1 of 256.1.1.1",
                "room 0815, table 12-14"
            })
    void whatIsNotStays(String text) {
        assertThat(ALL.text(text)).isSameAs(text);
    }

    @Test
    void onlyWhatIsAskedForIsReplaced() {
        assertThat(RedactorReader.read("ip, email", Optional.empty()).text("a@b.de 10.0.0.1 +49 30 901820"))
                .isEqualTo("[email] [ip] +49 30 901820");
        assertThat(RedactorReader.read(" ", Optional.empty())).isSameAs(Redactor.NONE);
        assertThatThrownBy(() -> RedactorReader.read("name", Optional.empty()))
                .hasMessageContaining("'name'")
                .hasMessageContaining("email, iban, card, ip, phone");
    }

    @Test
    void everyTextOfEveryPayload() {
        Turn turn = Turn.newBuilder()
                .setMessages(List.of(new Message("user", "I am a@b.de")))
                .setResponse("Hello a@b.de")
                .setPromptAsServed("<user>I am a@b.de")
                .setAnswerTokenIds(List.of(1, 2, 3))
                .setFinishReason(FinishReason.STOP)
                .build();
        Turn redacted = (Turn) redacted(turn);
        assertThat(redacted.getMessages()).containsExactly(new Message("user", "I am [email]"));
        assertThat(redacted.getResponse()).isEqualTo("Hello [email]");
        assertThat(redacted.getPromptAsServed()).isEqualTo("<user>I am [email]");
        assertThat(redacted.getAnswerTokenIds()).as("they spell the answer out").isEmpty();
        assertThat(redacted.getFinishReason()).isEqualTo(FinishReason.STOP);
        turn.setResponse("Hello");
        assertThat(((Turn) redacted(turn)).getAnswerTokenIds()).containsExactly(1, 2, 3);
        assertThat(redacted(new Edit("a@b.de"))).isEqualTo(new Edit("[email]"));
        assertThat(redacted(new FollowUp("a@b.de"))).isEqualTo(new FollowUp("[email]"));
        assertThat(redacted(new Thumb(ThumbValue.UP, "a@b.de"))).isEqualTo(new Thumb(ThumbValue.UP, "[email]"));
        assertThat(redacted(new Other("profile", "{\"replace\":[{\"sentence\":\"Write to a@b.de\"}],\"n\":7}")))
                .isEqualTo(new Other("profile", "{\"replace\":[{\"sentence\":\"Write to [email]\"}],\"n\":7}"));
        assertThat(redacted(new Other("x", "no json, a@b.de"))).isEqualTo(new Other("x", "no json, [email]"));
        Interaction silent = event(new Acceptance());
        assertThat(ALL.apply(silent)).isSameAs(silent);
        Interaction plain = event(new Thumb(ThumbValue.UP, null));
        assertThat(ALL.apply(plain)).isSameAs(plain);
    }

    /** Whoever writes events writes them by the topic's serde. */
    @Test
    void nothingElseReachesTheTopic() {
        Topics topics = new Topics(TopicSettings.singleBroker(), new ReleasedSchemas()).redacting(ALL);
        byte[] bytes = topics.interactions
                .valueSerde()
                .serializer()
                .serialize(topics.interactions.name(), event(new Edit("I am a@b.de")));
        Interaction read =
                topics.interactions.valueSerde().deserializer().deserialize(topics.interactions.name(), bytes);
        assertThat(read.getPayload()).isEqualTo(new Edit("I am [email]"));
    }

    @Test
    void aFileOfPatternsGoesFirst(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("patterns"), "# ours\n\ncustomer KD-[0-9]{6}\nmember \\bM[0-9]{9,12}\\b\n");
        Redactor redactor = RedactorReader.read("phone", Optional.of(file));
        assertThat(redactor.text("KD-123456, M0301234567, 030 1234567")).isEqualTo("[customer], [member], [phone]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a (a+)+$      | takes too long
                    a ([a-z ]+)*! | takes too long
                    a [           | is no pattern
                    a x*          | matches where there is nothing
                    email [a-z]+  | matches its own placeholder
                    Customer x    | is not 'name pattern'
                    """)
    void aCatastrophicOrWrongPatternIsAnErrorOfTheStart(String line, String why, @TempDir Path folder)
            throws IOException {
        Path file = Files.writeString(folder.resolve("patterns"), line);
        assertThatThrownBy(() -> RedactorReader.read("", Optional.of(file)))
                .hasMessageContaining("line 1 of " + file)
                .hasMessageContaining(why);
    }

    /** What the trial did not find is stopped when it happens, and nothing is stored of that text. */
    @Test
    void aTextThatAPatternDoesNotGetThroughIsWithheld() {
        UserPattern pattern = new UserPattern("x", "q(?:zq?)+(?:zq?)+(?:zq?)+!");
        assertThat(pattern.of("say qzqzqz! now")).isEqualTo("say [x] now");
        long begun = System.nanoTime();
        assertThat(pattern.of("q" + "z".repeat(20_000))).isEqualTo(UserPattern.WITHHELD);
        assertThat(System.nanoTime() - begun).isLessThan(2_000_000_000L);
    }

    private static Object redacted(Object payload) {
        return ALL.apply(event(payload)).getPayload();
    }

    private static Interaction event(Object payload) {
        return Interaction.newBuilder()
                .setEventId("e")
                .setTenant("default")
                .setConversationId("c")
                .setTurnId("t")
                .setUserId("a@b.de")
                .setOccurredAt(Instant.EPOCH)
                .setSource("test")
                .setPayload(payload)
                .build();
    }
}

package dev.backchannel.policy.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.backchannel.policy.seed.DialogueTurn;
import dev.backchannel.policy.seed.DialogueWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerFilesTest {
    @TempDir
    static Path folder;

    private static BpeVocabulary vocabulary;
    private static HuggingFaceTokenizer tokenizer;

    @BeforeAll
    static void train() throws IOException {
        vocabulary = trained(1);
        TokenizerFiles.write(vocabulary, 512, folder);
        tokenizer = HuggingFaceTokenizer.newInstance(
                folder.resolve("tokenizer.json"), Map.of("addSpecialTokens", "false", "truncation", "false"));
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    private static BpeVocabulary trained(long seed) {
        BpeTrainer trainer = new BpeTrainer();
        Random random = new Random(seed);
        trainer.count(IntStream.range(0, 500)
                .mapToObj(i -> DialogueWriter.write(random))
                .flatMap(dialogue -> dialogue.turns().stream())
                .map(turn -> turn.message().content()));
        return trainer.train(600);
    }

    @Test
    void anyTextReadsBackAsItWas() {
        Random random = new Random(5);
        for (int i = 0; i < 300; i++) {
            String text = random.ints(random.nextInt(60), 1, Character.MAX_CODE_POINT + 1)
                    .filter(c -> Character.isDefined(c) && !(c >= 0xD800 && c <= 0xDFFF))
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(roundTrip(text)).isEqualTo(text);
        }
        for (String text : List.of("", " ", "\n\n  x\t", "naïve café ☕🧑‍🍳", "日本語 and עברית", "it's  3.50€\r\n- a")) {
            assertThat(roundTrip(text)).isEqualTo(text);
        }
    }

    private String roundTrip(String text) {
        return text.isEmpty()
                ? ""
                : tokenizer.decode(tokenizer.encode(text, false, false).getIds(), true);
    }

    @Test
    void specialTokensAreOneIdEachAndComeFirst() {
        assertThat(tokenizer
                        .encode("<|endoftext|><|im_start|><|im_end|>", false, false)
                        .getIds())
                .containsExactly(0, 1, 2);
    }

    @Test
    void idsAreTheRanksOfTheVocabulary() {
        assertThat(vocabulary.tokens()).hasSize(600).doesNotHaveDuplicates();
        long[] ids = tokenizer.encode("!", false, false).getIds();
        assertThat(ids).containsExactly(3 + vocabulary.tokens().indexOf("!"));
    }

    @Test
    void mergesMakeTheDomainCompact() {
        String answer = "Certainly, the latte costs 4 euros. Anything else?";
        assertThat(tokenizer.encode(answer, false, false).getIds().length).isLessThan(answer.length() / 2);
    }

    @Test
    void theSameCorpusGivesTheSameFiles(@TempDir Path other) throws IOException {
        TokenizerFiles.write(trained(1), 512, other);
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            assertThat(Files.readString(other.resolve(file))).isEqualTo(Files.readString(folder.resolve(file)));
        }
    }

    @Test
    void onlyLearnedTurnsCount() throws IOException {
        try (DialogueEncoder encoder = new DialogueEncoder(folder, 512)) {
            Random random = new Random(11);
            for (int i = 0; i < 100; i++) {
                var dialogue = DialogueWriter.write(random);
                EncodedDialogue encoded = encoder.encode(dialogue);
                long counted = IntStream.range(0, encoded.length())
                        .filter(at -> encoded.counts()[at])
                        .count();
                long expected = dialogue.turns().stream()
                        .filter(DialogueTurn::learned)
                        .mapToLong(turn -> 1
                                + tokenizer
                                        .encode(turn.message().content(), false, false)
                                        .getIds()
                                        .length)
                        .sum();
                if (encoded.length() < 512) {
                    assertThat(counted).isEqualTo(expected);
                }
            }
        }
    }
}

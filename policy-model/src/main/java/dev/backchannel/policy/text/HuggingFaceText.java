package dev.backchannel.policy.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.policy.ModelFormatException;
import dev.backchannel.policy.TokenStream;
import dev.backchannel.policy.Tokenizer;
import dev.backchannel.policy.format.JsonFiles;
import dev.backchannel.policy.graph.EngineRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The tokenizer of a model folder, through Hugging Face's own library. */
public final class HuggingFaceText implements Tokenizer, AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;
    private final Set<Integer> endOfTurnIds;
    private final int vocabularySize;
    private final List<String> specialTexts;
    private final String @Nullable []
            alone; // by id, as far as they were asked for; null where tokens are not simply put together

    private HuggingFaceText(
            HuggingFaceTokenizer tokenizer,
            Set<Integer> endOfTurnIds,
            int vocabularySize,
            List<String> specialTexts,
            boolean putTogether) {
        this.tokenizer = tokenizer;
        this.endOfTurnIds = Set.copyOf(endOfTurnIds);
        this.vocabularySize = vocabularySize;
        this.specialTexts = specialTexts;
        this.alone = putTogether ? new String[vocabularySize] : null;
    }

    /**
     * Reads {@code tokenizer.json}, and the end-of-turn ids from {@code generation_config.json} and {@code config.json}.
     *
     * @param embeddings rows of the model's embedding, which bound the ids
     */
    public static HuggingFaceText read(Path folder, int embeddings) {
        Path file = folder.resolve("tokenizer.json");
        JsonNode json = JsonFiles.read(file);
        int size = vocabularySize(json);
        if (size > embeddings) {
            throw new ModelFormatException(file + " has token ids up to " + (size - 1) + ", but the model has only "
                    + embeddings + " embeddings: the files are of different models.");
        }
        EngineRuntime.prepare();
        try {
            HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(
                    file, Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
            // The bytes of one token after those of another: what a token says does not depend on the one before.
            boolean putTogether = json.at("/decoder/type").asText().equals("ByteLevel");
            return new HuggingFaceText(tokenizer, endOfTurn(folder, embeddings), size, specialTexts(json), putTogether);
        } catch (IOException | RuntimeException e) {
            if (e instanceof ModelFormatException known) {
                throw known;
            }
            throw new ModelFormatException(file + " is not a tokenizer that can be used: " + e.getMessage(), e);
        }
    }

    /** Every id that either file names: releases differ in which of the two they keep right. */
    private static Set<Integer> endOfTurn(Path folder, int embeddings) {
        Set<Integer> ids = new TreeSet<>();
        for (String name : List.of("generation_config.json", "config.json")) {
            JsonFiles.readIfPresent(folder.resolve(name))
                    .map(node -> node.path("eos_token_id"))
                    .ifPresent(node -> addIds(node, folder.resolve(name), embeddings, ids));
        }
        if (ids.isEmpty()) {
            throw new ModelFormatException("Neither generation_config.json nor config.json in " + folder
                    + " has an eos_token_id, so no answer would ever end.");
        }
        return ids;
    }

    private static void addIds(JsonNode node, Path file, int embeddings, Set<Integer> ids) {
        if (node.isArray()) {
            node.forEach(id -> addIds(id, file, embeddings, ids));
        } else if (!node.isNull() && !node.isMissingNode()) {
            if (!node.isInt() || node.asInt() < 0 || node.asInt() >= embeddings) {
                throw new ModelFormatException(file + ": eos_token_id " + node
                        + " is not an id of the vocabulary, which has " + embeddings + ".");
            }
            ids.add(node.asInt());
        }
    }

    private static int vocabularySize(JsonNode json) {
        int highest = -1;
        JsonNode vocabulary = json.path("model").path("vocab");
        if (vocabulary.isArray()) {
            highest = vocabulary.size() - 1; // a unigram model lists [piece, score]
        } else {
            for (JsonNode id : vocabulary) {
                highest = Math.max(highest, id.asInt());
            }
        }
        for (JsonNode added : json.path("added_tokens")) {
            highest = Math.max(highest, added.path("id").asInt());
        }
        return highest + 1;
    }

    private static List<String> specialTexts(JsonNode json) {
        Set<String> texts = new LinkedHashSet<>();
        for (JsonNode added : json.path("added_tokens")) {
            if (added.path("special").asBoolean()) {
                texts.add(added.path("content").asText());
            }
        }
        return List.copyOf(texts);
    }

    @Override
    public int[] encode(String text) {
        long[] ids = tokenizer.encode(text, false, false).getIds();
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }

    @Override
    public String decode(int[] ids) {
        return decode(ids, 0, ids.length);
    }

    String decode(int[] ids, int from, int to) {
        return from == to
                ? ""
                : tokenizer.decode(Arrays.stream(ids, from, to).asLongStream().toArray(), true);
    }

    /** The text of a token wherever it stands; null if that depends on others. */
    @Nullable
    String alone(int id) {
        if (alone == null || id >= alone.length) {
            return null;
        }
        String text = alone[id]; // whoever comes first decodes; all find the same
        if (text == null) {
            text = decode(new int[] {id});
            alone[id] = text;
        }
        return text.indexOf(IncrementalDecoder.UNFINISHED) < 0 ? text : null;
    }

    @Override
    public TokenStream stream() {
        return new IncrementalDecoder(this);
    }

    @Override
    public Set<Integer> endOfTurnIds() {
        return endOfTurnIds;
    }

    @Override
    public List<String> specialTexts() {
        return specialTexts;
    }

    @Override
    public int vocabularySize() {
        return vocabularySize;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}

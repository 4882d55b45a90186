package dev.backchannel.policy.pretrain;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes {@code tokenizer.json} and {@code tokenizer_config.json} in Hugging Face's format. */
final class TokenizerFiles {
    static final String PADDING = "<|endoftext|>";
    static final String TURN_START = "<|im_start|>";
    static final String TURN_END = "<|im_end|>";
    private static final List<String> SPECIAL = List.of(PADDING, TURN_START, TURN_END);

    /** ChatML: each message between its role and an end token. */
    private static final String CHAT_TEMPLATE = "{% for message in messages %}"
            + "{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}"
            + "{% endfor %}"
            + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private TokenizerFiles() {}

    /** The special tokens come first, then the vocabulary. Returns the number of ids. */
    static int write(BpeVocabulary vocabulary, int contextLength, Path folder) throws IOException {
        Map<String, Integer> ids = new LinkedHashMap<>();
        SPECIAL.forEach(token -> ids.put(token, ids.size()));
        vocabulary.tokens().forEach(token -> ids.put(token, ids.size()));
        Files.createDirectories(folder);
        JSON.writeValue(folder.resolve("tokenizer.json").toFile(), tokenizer(vocabulary, ids));
        JSON.writeValue(folder.resolve("tokenizer_config.json").toFile(), config(contextLength));
        return ids.size();
    }

    private static Map<String, Object> tokenizer(BpeVocabulary vocabulary, Map<String, Integer> ids) {
        List<Object> added = new ArrayList<>();
        for (String token : SPECIAL) {
            Map<String, Object> entry = object("id", ids.get(token), "content", token, "single_word", false);
            entry.putAll(object("lstrip", false, "rstrip", false, "normalized", false));
            entry.put("special", true);
            added.add(entry);
        }
        Map<String, Object> byteLevel = object("type", "ByteLevel", "add_prefix_space", false, "trim_offsets", false);
        byteLevel.put("use_regex", true);
        Map<String, Object> model = object("type", "BPE", "dropout", null, "unk_token", null);
        model.putAll(object("continuing_subword_prefix", null, "end_of_word_suffix", null, "fuse_unk", false));
        model.putAll(object("byte_fallback", false, "ignore_merges", false, "vocab", ids));
        model.put(
                "merges",
                vocabulary.merges().stream()
                        .map(pair -> pair[0] + " " + pair[1])
                        .toList());
        Map<String, Object> tokenizer = object("version", "1.0", "truncation", null, "padding", null);
        tokenizer.putAll(object("added_tokens", added, "normalizer", null, "pre_tokenizer", byteLevel));
        tokenizer.putAll(object("post_processor", null, "decoder", byteLevel, "model", model));
        return tokenizer;
    }

    private static Map<String, Object> config(int contextLength) {
        Map<String, Object> config =
                object("tokenizer_class", "PreTrainedTokenizerFast", "bos_token", null, "eos_token", TURN_END);
        config.putAll(object("pad_token", PADDING, "unk_token", null, "model_max_length", contextLength));
        config.putAll(object(
                "add_prefix_space", false, "clean_up_tokenization_spaces", false, "chat_template", CHAT_TEMPLATE));
        return config;
    }

    private static Map<String, Object> object(
            String k1, @Nullable Object v1, String k2, @Nullable Object v2, String k3, @Nullable Object v3) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put(k1, v1);
        object.put(k2, v2);
        object.put(k3, v3);
        return object;
    }
}

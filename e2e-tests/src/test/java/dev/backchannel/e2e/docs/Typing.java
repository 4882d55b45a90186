package dev.backchannel.e2e.docs;

import dev.backchannel.testing.docs.DocumentedCommand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** What somebody types who reads a document on this machine: what he puts for its placeholders, and what he adds. */
final class Typing {
    private final Map<String, Supplier<String>> words = new LinkedHashMap<>();
    private final Map<String, Supplier<String>> parts = new LinkedHashMap<>();
    private final Map<Pattern, Supplier<List<String>>> more = new LinkedHashMap<>();

    /** @param word a whole one, or two where the second is meant: {@code "--seconds 60"} */
    Typing word(String word, String here) {
        return word(word, () -> here);
    }

    Typing word(String word, Supplier<String> here) {
        words.put(word, here);
        return this;
    }

    /** @param part of any word */
    Typing part(String part, Supplier<String> here) {
        parts.put(part, here);
        return this;
    }

    /** @param command what it begins with, as an expression */
    Typing then(String command, String... added) {
        return then(command, () -> List.of(added));
    }

    Typing then(String command, Supplier<List<String>> added) {
        more.put(Pattern.compile(command), added);
        return this;
    }

    /** The arguments of a command of ours; several if the document leaves a choice. */
    List<List<String>> arguments(DocumentedCommand command) {
        List<List<String>> all = new ArrayList<>();
        for (List<String> documented : command.arguments()) {
            List<String> typed = new ArrayList<>();
            String before = "";
            for (String word : documented) {
                typed.add(typed(before, word));
                before = word;
            }
            String line = String.join(" ", documented);
            more.forEach((pattern, added) -> {
                if (pattern.matcher(line).lookingAt()) {
                    typed.addAll(added.get());
                }
            });
            all.add(typed);
        }
        return all;
    }

    private String typed(String before, String word) {
        Supplier<String> here = words.getOrDefault(before + " " + word, words.get(word));
        return here == null ? inParts(word) : here.get();
    }

    /** The same for a command that is not ours. */
    String line(DocumentedCommand command) {
        return inParts(command.text());
    }

    private String inParts(String text) {
        String typed = text;
        for (Map.Entry<String, Supplier<String>> part : parts.entrySet()) {
            if (typed.contains(part.getKey())) {
                typed = typed.replace(part.getKey(), part.getValue().get());
            }
        }
        return typed;
    }
}

package dev.backchannel.standalone.deploy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The stages of a Dockerfile, each with the instructions of the stages it stands on. */
final class Dockerfile {
    private static final Pattern FROM = Pattern.compile("(\\S+) AS (\\S+)");

    private final Map<String, Stage> stages = new LinkedHashMap<>();
    private final Map<String, String> arguments = new LinkedHashMap<>();

    /**
     * A stage.
     *
     * @param base an image, or an earlier stage
     */
    record Stage(String base, List<Instruction> instructions) {
        /** Of the last one of this kind. */
        String last(String keyword) {
            return instructions.stream()
                    .filter(instruction -> instruction.keyword().equals(keyword))
                    .reduce((first, second) -> second)
                    .orElseThrow(() -> new AssertionError("there is no " + keyword))
                    .text();
        }

        Map<String, String> environment() {
            Map<String, String> environment = new LinkedHashMap<>();
            for (Instruction instruction : instructions) {
                if (instruction.keyword().equals("ENV")) {
                    for (String pair : instruction.text().split("\\s+")) {
                        environment.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
                    }
                }
            }
            return environment;
        }
    }

    /** One line, continuations joined. */
    record Instruction(String keyword, String text) {}

    static Dockerfile of(String text) {
        Dockerfile file = new Dockerfile();
        List<Instruction> stage = new ArrayList<>();
        for (String line :
                text.replaceAll("(?m)^#.*\n", "").replaceAll("\\\\\n\\s*", "").split("\n")) {
            if (line.isBlank()) {
                continue;
            }
            String[] words = line.split(" ", 2);
            if (words[0].equals("FROM")) {
                stage = file.begin(words[1]);
            } else if (words[0].equals("ARG") && file.stages.isEmpty()) {
                String[] pair = words[1].split("=", 2);
                file.arguments.put("${" + pair[0] + "}", pair[1]);
            } else {
                stage.add(new Instruction(words[0], words[1]));
            }
        }
        return file;
    }

    private List<Instruction> begin(String from) {
        Matcher stage = FROM.matcher(from);
        if (!stage.matches()) {
            throw new AssertionError("a stage without a name: FROM " + from);
        }
        String base = arguments.getOrDefault(stage.group(1), stage.group(1));
        List<Instruction> instructions =
                new ArrayList<>(stages.containsKey(base) ? stages.get(base).instructions() : List.of());
        stages.put(stage.group(2), new Stage(base, instructions));
        return instructions;
    }

    Map<String, Stage> stages() {
        return stages;
    }

    /** Images that come from elsewhere. */
    List<String> images() {
        return stages.values().stream()
                .map(Stage::base)
                .filter(base -> !stages.containsKey(base))
                .distinct()
                .toList();
    }
}

package dev.backchannel.standalone.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One Markdown file of the repository.
 *
 * @param name relative to the repository's root
 */
record Document(Path root, String name, String text) {
    private static final Pattern BLOCK =
            Pattern.compile("^( *)```(\\w*)\n(.*?)^ *```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#(\\s.*)?$");

    static List<Document> all(Path root) {
        try (Stream<Path> top = Files.list(root);
                Stream<Path> below = Files.walk(root.resolve("docs"));
                Stream<Path> deploy = Files.walk(root.resolve("deploy"), 2)) {
            return Stream.of(top, below, deploy)
                    .flatMap(paths -> paths)
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .map(path -> read(root, path))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Document read(Path root, Path file) {
        try {
            return new Document(root, root.relativize(file).toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every command of {@code program}, in blocks and in running text, on one line and without its comment. */
    List<String> commands(Pattern program) {
        List<String> commands = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            block.group(3)
                    .replaceAll("\\\\\n\\s*", "")
                    .lines()
                    .map(line -> COMMENT.matcher(line).replaceFirst("").strip())
                    .forEach(line -> take(program, line, commands));
        }
        SPAN.matcher(BLOCK.matcher(text).replaceAll(""))
                .results()
                .map(span -> span.group(1).replace('\n', ' ').strip())
                .forEach(span -> take(program, span, commands));
        return commands;
    }

    private static void take(Pattern program, String line, List<String> commands) {
        Matcher found = program.matcher(line);
        if (found.lookingAt() && found.end() < line.length()) {
            commands.add(line.substring(found.end()).strip());
        }
    }
}

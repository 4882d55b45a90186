package dev.backchannel.testing.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One Markdown file of the repository.
 *
 * @param name relative to the repository's root
 */
public record Document(Path root, String name, String text) {
    private static final Pattern BLOCK =
            Pattern.compile("^( *)```(\\w*)\n(.*?)^ *```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
    /** All that stands in such a block is a command. */
    private static final Set<String> SHELLS = Set.of("sh", "bash", "shell", "console");
    /** What is told by its first word elsewhere. */
    private static final Pattern PROGRAM = Pattern.compile(
            DocumentedCommand.ENVIRONMENT.pattern()
                    + "(\\./|\\S+/bin/|\\.ci/|(curl|wget|docker|helm|kubectl|vllm|tar|df|git|java|jcmd|python3?|pip|openssl|sudo|apt-get"
                    + "|systemctl|systemd-analyze|npm|psql|kafka-\\S+) )\\S*.*",
            Pattern.DOTALL);

    public static List<Document> all(Path root) {
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

    /** Every command, in blocks and in running text, in the order of the text. */
    public List<DocumentedCommand> commands() {
        List<DocumentedCommand> commands = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        int end = 0;
        while (block.find()) {
            inline(text.substring(end, block.start()), commands);
            boolean shell = SHELLS.contains(block.group(2));
            for (String statement : Statements.of(block.group(3))) {
                if (shell || (block.group(2).isEmpty() && isCommand(statement))) {
                    commands.add(new DocumentedCommand(name, statement));
                }
            }
            end = block.end();
        }
        inline(text.substring(end), commands);
        return commands;
    }

    private void inline(String prose, List<DocumentedCommand> commands) {
        spans(prose)
                .filter(Document::isCommand)
                .map(span -> new DocumentedCommand(name, span))
                .forEach(commands::add);
    }

    private static boolean isCommand(String line) {
        return PROGRAM.matcher(line).matches();
    }

    /** Everything in running text that is set as code, on one line each. */
    public List<String> spans() {
        return spans(BLOCK.matcher(text).replaceAll("")).toList();
    }

    private static Stream<String> spans(String prose) {
        return SPAN.matcher(prose)
                .results()
                .map(span -> span.group(1).replaceAll("\\s*\n\\s*", " ").strip());
    }
}

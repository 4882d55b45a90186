package dev.backchannel.policy.seed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads intents from text. A line {@code intent ID} begins one; the lines after it are a keyword and its text:
 *
 * <pre>
 * slots NAME…       the slots that a request fills
 * ask TEMPLATE      a phrasing of the request (several)
 * about TEMPLATE    a noun phrase that names what is asked for
 * open A / B | C    formal and casual openers of the answer, where the usual ones do not fit
 * key TEMPLATE      the fact that answers it (several wordings)
 * more TEMPLATE     a further fact (several)
 * topic A | B       an answer on topic has one of these (several lines: one of each)
 * emoji E
 * </pre>
 */
final class GrammarReader {
    private final String file;
    private final Map<String, SlotTable> tables;
    private final List<Intent> intents = new ArrayList<>();
    private Map<String, List<String>> open = new TreeMap<>();

    GrammarReader(String file, Map<String, SlotTable> tables) {
        this.file = file;
        this.tables = tables;
    }

    List<Intent> read(List<String> lines) {
        int number = 0;
        for (String line : lines) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.strip().split("\\s+", 2);
            if (parts.length != 2) {
                throw new IllegalArgumentException(file + ":" + number + ": no text after '" + line + "'");
            }
            if (parts[0].equals("intent")) {
                finish();
            }
            open.computeIfAbsent(parts[0], keyword -> new ArrayList<>()).add(parts[1]);
        }
        finish();
        return List.copyOf(intents);
    }

    private void finish() {
        if (open.isEmpty()) {
            return;
        }
        String id = take("intent").get(0);
        List<String> slots =
                open.containsKey("slots") ? List.of(take("slots").get(0).split("\\s+", -1)) : List.of();
        Openers openers = open.containsKey("open") ? openers(take("open").get(0)) : Openers.USUAL;
        intents.add(new Intent(
                id,
                slots.stream().map(this::table).toList(),
                templates(take("ask")),
                new Template(take("about").get(0)),
                openers,
                templates(take("key")),
                templates(take("more")),
                new Topic(take("topic").stream()
                        .map(group -> templates(List.of(group.split("\\s*\\|\\s*", -1))))
                        .toList()),
                take("emoji").get(0)));
        if (!open.isEmpty()) {
            throw new IllegalArgumentException(file + ": intent '" + id + "' has unknown keywords " + open.keySet());
        }
        open = new TreeMap<>();
    }

    private List<String> take(String keyword) {
        List<String> texts = open.remove(keyword);
        if (texts == null) {
            throw new IllegalArgumentException(file + ": an intent lacks the keyword '" + keyword + "' beside " + open);
        }
        return texts;
    }

    private SlotTable table(String slot) {
        SlotTable table = tables.get(slot);
        if (table == null) {
            throw new IllegalArgumentException(file + ": unknown slot '" + slot + "'; known are " + tables.keySet());
        }
        return table;
    }

    private static Openers openers(String line) {
        String[] sides = line.split("\\s*\\|\\s*", 2);
        return new Openers(List.of(sides[0].split("\\s*/\\s*", -1)), List.of(sides[1].split("\\s*/\\s*", -1)));
    }

    private static List<Template> templates(List<String> texts) {
        return texts.stream().map(Template::new).toList();
    }
}

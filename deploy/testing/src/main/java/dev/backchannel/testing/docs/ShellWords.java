package dev.backchannel.testing.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a shell makes of a documented command, and of the ways in which documents leave something open. */
public final class ShellWords {
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
    private static final Pattern CHOICE = Pattern.compile("[a-z@-]+(\\|[a-z@-]+)+");

    private ShellWords() {}

    /** {@code [x]} is given, {@code …} left out, {@code N} a number, and {@code a|b} makes two commands. */
    public static List<List<String>> of(String command) {
        List<List<String>> all = new ArrayList<>(List.of(new ArrayList<>()));
        Matcher word = WORD.matcher(command.replace("…", "").replaceAll("\\[(--[^\\]]*)]", "$1"));
        while (word.find()) {
            String text = word.group(3) == null
                    ? word.group().substring(1, word.group().length() - 1)
                    : word.group(3);
            if (text.equals("&") || text.equals("|") || text.equals(">")) {
                break;
            }
            List<List<String>> next = new ArrayList<>();
            for (String choice : choices(text)) {
                for (List<String> before : all) {
                    List<String> longer = new ArrayList<>(before);
                    longer.add(choice.equals("N") ? "1" : choice);
                    next.add(longer);
                }
            }
            all = next;
        }
        return all;
    }

    private static List<String> choices(String word) {
        return CHOICE.matcher(word).matches() ? List.of(word.split("\\|")) : List.of(word);
    }
}

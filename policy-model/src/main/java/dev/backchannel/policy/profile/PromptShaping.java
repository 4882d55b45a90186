package dev.backchannel.policy.profile;

import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells the model what the user likes, in the system message. */
public final class PromptShaping {
    private PromptShaping() {}

    /**
     * The messages with the wishes at the end of the first system message, which is made where there is none. What the
     * vocabulary knows is said in its words, the rest as it stands. Without wishes the messages stay as they are.
     */
    public static List<ChatMessage> shape(List<ChatMessage> messages, List<Wish> wishes) {
        String text = text(wishes);
        if (text.isEmpty()) {
            return messages;
        }
        List<ChatMessage> shaped = new ArrayList<>(messages);
        boolean told = !messages.isEmpty() && messages.get(0).role().equals("system");
        if (told) {
            String system = messages.get(0).content().strip();
            shaped.set(0, ChatMessage.system(system.isEmpty() ? text : system + " " + text));
        } else {
            shaped.add(0, ChatMessage.system(text));
        }
        return shaped;
    }

    private static String text(List<Wish> wishes) {
        List<StyleValue> known =
                wishes.stream().map(Wish::valueOrNull).filter(Objects::nonNull).toList();
        Stream<String> others =
                wishes.stream().filter(wish -> !wish.understood()).map(Wish::sentence);
        return Stream.concat(Stream.of(StyleProfile.of(known).sentence()), others)
                .filter(sentence -> !sentence.isEmpty())
                .distinct()
                .collect(Collectors.joining(" "));
    }
}

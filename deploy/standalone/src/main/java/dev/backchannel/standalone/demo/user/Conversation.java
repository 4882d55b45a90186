package dev.backchannel.standalone.demo.user;

import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.seed.Request;
import dev.backchannel.standalone.demo.check.Judgement;
import dev.backchannel.standalone.demo.client.ChatAnswer;
import dev.backchannel.standalone.demo.client.ChatClient;
import dev.backchannel.standalone.demo.client.ChatQuestion;
import dev.backchannel.standalone.demo.client.EventPoster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** One conversation of one user, from the first question until the user has no more. */
final class Conversation {
    private static final int MAX_TURNS = 4;
    private static final double ASKS_ON = 0.3;
    private static final double STREAMS = 0.4;

    private final SimulatedUser user;
    private final String id;
    private final Questions questions;
    private final Behaviour behaviour;
    private final ChatClient chat;
    private final EventPoster events;
    private final Pace pace;
    private final AnswerListener listener;
    private final RandomGenerator random;
    private final List<ChatMessage> messages = new ArrayList<>();
    private Request request;
    private int turns;
    private Duration elapsed = Duration.ZERO;

    Conversation(SimulatedUser user, String id, Scene scene, Pace pace, RandomGenerator random) {
        this.user = user;
        this.id = id;
        this.questions = scene.questions();
        this.behaviour = scene.behaviour();
        this.chat = scene.chat();
        this.events = scene.events();
        this.pace = pace;
        this.listener = scene.listener();
        this.random = random;
        this.request = questions.draw(user, random);
    }

    void run() throws InterruptedException {
        String words = request.text();
        while (!words.isEmpty() && turns < MAX_TURNS) {
            messages.add(new ChatMessage("user", words));
            words = turn();
        }
    }

    /** Asks, reads, reacts. Returns the user's next words, empty when there are none. */
    private String turn() throws InterruptedException {
        ChatAnswer answer = ask();
        Judgement judgement = judged(answer);
        Reaction reaction = behaviour.react(user, request, answer.text(), judgement, random);
        if (reaction instanceof Reaction.Regeneration) {
            ChatAnswer other = ask();
            events.post(event("regeneration", answer).put("new_turn_id", other.turnId()));
            answer = other;
            judgement = judged(other);
            reaction = new Reaction.Silence();
        }
        messages.add(new ChatMessage("assistant", answer.text()));
        if (reaction instanceof Reaction.Remark remark && remark.inChat()) {
            return remark.text();
        }
        if (reaction instanceof Reaction.Edit edit) {
            events.post(event("edit", answer).put("text", edit.text()));
            // What is on the user's screen is the edited text now, which the policy never said: nothing follows.
            return "";
        }
        report(reaction, answer);
        return judgement.usable() && random.nextDouble() < ASKS_ON ? nextRequest() : "";
    }

    private ChatAnswer ask() throws InterruptedException {
        long due = pace.await();
        turns++;
        ChatAnswer answer = chat.ask(new ChatQuestion(
                "policy", messages, id, user.id(), random.nextInt() & 0xffffff, random.nextDouble() < STREAMS, false));
        elapsed = Duration.ofNanos(System.nanoTime() - due);
        return answer;
    }

    private Judgement judged(ChatAnswer answer) {
        Judgement judgement = Judgement.of(answer.text(), answer.finishReason(), request, user.wishes());
        listener.answered(answer, judgement, elapsed);
        return judgement;
    }

    private void report(Reaction reaction, ChatAnswer answer) throws InterruptedException {
        if (reaction instanceof Reaction.Thumb thumb) {
            events.post(event("thumb", answer).put("value", thumb.up() ? "up" : "down"));
        } else if (reaction instanceof Reaction.Acceptance) {
            events.post(event("acceptance", answer));
        } else if (reaction instanceof Reaction.Remark remark) {
            events.post(event("follow_up", answer).put("text", remark.text()));
        }
    }

    private String nextRequest() {
        request = questions.draw(user, random);
        return request.text();
    }

    private com.fasterxml.jackson.databind.node.ObjectNode event(String type, ChatAnswer answer) {
        return events.event(type, answer.turnId(), id, user.id());
    }
}

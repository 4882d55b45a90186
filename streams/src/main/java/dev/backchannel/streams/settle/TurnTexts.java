package dev.backchannel.streams.settle;

import dev.backchannel.avro.Turn;
import dev.backchannel.avro.TurnState;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The texts of turns, apart from what happens to them: a turn's text is long and never changes, its state is short and is
 * written with every signal.
 */
final class TurnTexts {
    private final KeyValueStore<String, Turn> texts;

    TurnTexts(KeyValueStore<String, Turn> texts) {
        this.texts = texts;
    }

    /** @return the state without its text, which is stored if it is new, and deleted if it is gone */
    TurnState apart(String key, TurnState state) {
        Turn turn = state.getTurn();
        if (turn == null) {
            return state;
        }
        if (!state.getTextApart()) {
            if (!TurnText.isIn(turn)) {
                delete(key);
                return state;
            }
            texts.put(key, turn);
        }
        return TurnStates.withText(state, TurnText.stripped(turn, turn.getError()), true);
    }

    /** @return the state with its text */
    TurnState whole(String key, TurnState state) {
        if (!state.getTextApart()) {
            return state;
        }
        Turn text = texts.get(key);
        return text == null ? state : TurnStates.withText(state, text, true);
    }

    void delete(String key) {
        texts.put(key, null); // a delete would read what it deletes
    }
}

package dev.backchannel.policy.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.PolicyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainingTest {
    private final List<PretrainProgress> told = new ArrayList<>();

    @Test
    void theSameSeedMakesTheSamePolicyAndItLoads(@TempDir Path first, @TempDir Path second) throws IOException {
        assertThat(pretrain(first)).isEmpty();
        pretrain(second);
        assertThat(Files.mismatch(first.resolve("model.safetensors"), second.resolve("model.safetensors")))
                .isEqualTo(-1);
        assertThat(Files.mismatch(first.resolve("tokenizer.json"), second.resolve("tokenizer.json")))
                .isEqualTo(-1);

        int steps = told.size() / 2;
        assertThat(told.get(2).loss()).isLessThan(told.get(0).loss());
        assertThat(told.get(steps - 1).done()).isEqualTo(1);

        try (PolicyModel model = PolicyModel.load(first, EngineOptions.cpu(1))) {
            assertThat(model.config().parameters()).isBetween(1_500_000L, 2_500_000L);
            List<ChatMessage> messages = List.of(new ChatMessage("user", "How much is a latte?"));
            assertThat(model.chatTemplate().render(messages, true))
                    .isEqualTo("<|im_start|>user\nHow much is a latte?<|im_end|>\n<|im_start|>assistant\n");
            assertThat(model.prompts().endOfTurnId()).isEqualTo(2);
        }
    }

    private Optional<SeedReport> pretrain(Path folder) throws IOException {
        PretrainConfig config = new PretrainConfig(folder, 6, 0, 1, 1, 1600, 0.2, 0);
        return new Pretraining(config, System::nanoTime, told::add).run();
    }
}

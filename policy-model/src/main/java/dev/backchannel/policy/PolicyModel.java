package dev.backchannel.policy;

import dev.backchannel.policy.format.ConfigReader;
import dev.backchannel.policy.format.FolderDigest;
import dev.backchannel.policy.format.WeightFiles;
import dev.backchannel.policy.graph.CachedDecoder;
import dev.backchannel.policy.graph.DeviceLora;
import dev.backchannel.policy.graph.DeviceModel;
import dev.backchannel.policy.graph.GraphTrainer;
import dev.backchannel.policy.graph.HiddenMeans;
import dev.backchannel.policy.graph.KeyValueCache;
import dev.backchannel.policy.graph.LogProbs;
import dev.backchannel.policy.graph.MatrixProductRate;
import dev.backchannel.policy.safetensors.SafetensorsException;
import dev.backchannel.policy.text.ChatTemplateReader;
import dev.backchannel.policy.text.HuggingFaceText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A frozen base language model on one device. Inference is thread-safe. */
public final class PolicyModel implements AutoCloseable {
    private final Path folder;
    private final EngineOptions options;
    private final String baseDigest;
    private final HuggingFaceText tokenizer;
    private final ChatTemplate chatTemplate;
    private final PromptBuilder prompts;
    private final DeviceModel device;
    private final DeviceLora noLora;
    private final LogProbs logProbs;
    private final HiddenMeans hiddenMeans;

    private PolicyModel(Path folder, EngineOptions options) throws IOException {
        this.folder = folder;
        this.options = options;
        int limit = options.contextLimit() == 0 ? Integer.MAX_VALUE : options.contextLimit();
        ModelConfig config = ConfigReader.read(folder, limit);
        WeightFiles weights = WeightFiles.open(folder);
        this.tokenizer = HuggingFaceText.read(folder, config.vocabularySize());
        this.chatTemplate = ChatTemplateReader.read(folder, options.thinking());
        this.prompts = new PromptBuilder(tokenizer, chatTemplate);
        this.baseDigest = FolderDigest.of(folder, weights.paths(), switches(options));
        this.device = DeviceModel.load(config, options, weights);
        requireDigested(weights);
        this.noLora = device.inferenceLora(null);
        this.logProbs = new LogProbs(device);
        this.hiddenMeans = new HiddenMeans(device);
    }

    /** What was digested is what was loaded. */
    private void requireDigested(WeightFiles weights) throws IOException {
        try {
            weights.requireSame();
        } catch (IOException | SafetensorsException e) {
            device.close();
            tokenizer.close();
            throw e;
        }
    }

    /** What changes prompts though no file does. */
    private static String switches(EngineOptions options) {
        return options.thinking() == Thinking.TEMPLATE ? "" : "thinking " + options.thinking();
    }

    /**
     * Loads a Hugging Face folder: {@code config.json}, {@code model.safetensors} (or shards with an index),
     * {@code tokenizer.json}, a chat template.
     *
     * @throws ModelFormatException if a file is missing or broken, or the model is of another family
     */
    public static PolicyModel load(Path folder, EngineOptions options) {
        if (!Files.isDirectory(folder)) {
            throw new ModelFormatException("There is no model folder " + folder.toAbsolutePath() + ".");
        }
        try {
            return new PolicyModel(folder, options);
        } catch (SafetensorsException e) {
            throw new ModelFormatException(e.getMessage(), e);
        } catch (IOException e) {
            throw new ModelFormatException("The model in " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    public ModelConfig config() {
        return device.config();
    }

    public EngineOptions options() {
        return options;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    public ChatTemplate chatTemplate() {
        return chatTemplate;
    }

    public PromptBuilder prompts() {
        return prompts;
    }

    /** SHA-256, in hex, over weights, config, tokenizer and template files, and the template's switch if it is set. */
    public String baseDigest() {
        return baseDigest;
    }

    public Path folder() {
        return folder;
    }

    /** The adapter shape that suits a base of this size. */
    public LoraConfig defaultLora() {
        return LoraConfig.suiting(config());
    }

    /**
     * Copies an adapter to the device.
     *
     * @throws IllegalArgumentException if its shapes are not this base's
     * @throws IllegalStateException if the base's files, being mapped, were written over: it is no longer what its digest says
     */
    public Adapter adapter(LoraWeights weights) {
        device.requireUnwritten();
        return new Adapter(weights.config(), device.inferenceLora(weights));
    }

    /** Log-probabilities of the completion tokens, [sequence][completion token], fp32, without gradient. */
    public float[][] tokenLogProbs(List<Completion> batch, @Nullable Adapter adapterOrNull) {
        return with(adapterOrNull, lora -> logProbs.of(batch, lora));
    }

    /**
     * Mean log-probability per token of each continuation; the prefix is run once and shared. An empty continuation
     * scores NaN.
     */
    public double[] score(int[] prefix, List<int[]> continuations, @Nullable Adapter adapterOrNull) {
        return with(adapterOrNull, lora -> logProbs.meanOf(prefix, continuations, lora));
    }

    /** Reads a prefix of at least two tokens once, for any number of calls of {@link #score} under the same adapter. */
    public ReadPrefix readPrefix(int[] prefix, @Nullable Adapter adapterOrNull) {
        return with(adapterOrNull, lora -> logProbs.read(prefix, lora));
    }

    /** The same scores as those after the prefix's tokens, to the bit. */
    public double[] score(ReadPrefix prefix, List<int[]> continuations, @Nullable Adapter adapterOrNull) {
        return with(adapterOrNull, lora -> logProbs.meanOf(prefix, continuations, lora));
    }

    /**
     * What half of the base's blocks make of each completion, given its prompt: the mean of its tokens' hidden states, later
     * ones weighing more; [sequence][hidden size], fp32, no adapter. Each runs alone, so the same text gives the same
     * numbers in any company.
     */
    public float[][] hiddenMeans(List<Completion> texts) {
        return with(null, lora -> hiddenMeans.of(texts, lora));
    }

    /** Bytes that the keys and values of one position take in a decoder. */
    public long bytesPerPosition() {
        return KeyValueCache.bytesPerPosition(config(), options.precision());
    }

    /** Cached decoding of up to {@code maxRows} sequences at once, with as much memory as they take. */
    public Decoder decoder(@Nullable Adapter adapterOrNull, int maxRows) {
        return decoder(adapterOrNull, maxRows, Long.MAX_VALUE);
    }

    /** @param maxBytes that the keys and values of all sequences may take together */
    public Decoder decoder(@Nullable Adapter adapterOrNull, int maxRows, long maxBytes) {
        return new CachedDecoder(device, lora(adapterOrNull), this::lora, maxRows, maxBytes);
    }

    /** A trainer of adapters on this base that keeps all activations until the backward pass. */
    public LoraTrainer trainer() {
        return trainer(false);
    }

    /**
     * A trainer of adapters on this base.
     *
     * @param recompute keep of each layer only its input, and run the layer again in the backward pass: a third more work,
     *     a fraction of the memory, the same gradients to the bit
     */
    public LoraTrainer trainer(boolean recompute) {
        return new GraphTrainer(device, recompute);
    }

    /**
     * A measure of this machine, to which the model's own speed can be compared.
     *
     * @param size rows and columns of both factors
     */
    public MatrixProductRate matrixProductRate(int size) {
        return new MatrixProductRate(device, size);
    }

    private DeviceLora lora(@Nullable Adapter adapterOrNull) {
        return adapterOrNull == null ? noLora : adapterOrNull.device();
    }

    private <T> T with(@Nullable Adapter adapterOrNull, Function<DeviceLora, T> work) {
        DeviceLora lora = lora(adapterOrNull);
        lora.retain();
        try {
            return work.apply(lora);
        } finally {
            lora.release();
        }
    }

    /** Frees the model; close its decoders, adapters and trainers first. */
    @Override
    public void close() {
        noLora.release();
        device.close();
        tokenizer.close();
    }
}

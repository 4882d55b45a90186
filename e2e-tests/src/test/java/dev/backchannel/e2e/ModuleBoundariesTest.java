package dev.backchannel.e2e;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The house as ARCHITECTURE.md draws it: arrows point downwards, and the four in the middle never meet but in topics. */
class ModuleBoundariesTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("testing/")) // for tests alone, if not of tests
            .importPackages("dev.backchannel");

    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            entry(
                    "standalone",
                    List.of(
                            "kafka",
                            "avro",
                            "topics",
                            "arms",
                            "access",
                            "redaction",
                            "policy",
                            "ingestion",
                            "streams",
                            "learner",
                            "server")),
            entry("server", List.of("avro", "topics", "arms", "access", "redaction", "policy")),
            entry("learner", List.of("avro", "topics", "arms", "access", "policy")),
            entry("streams", List.of("avro", "topics", "arms", "access", "policy")),
            entry("ingestion", List.of("avro", "topics", "access", "redaction", "policy")),
            entry("policy", List.of()),
            entry("arms", List.of("avro", "topics")),
            entry("access", List.of("avro", "topics")),
            entry("redaction", List.of("avro", "topics")),
            entry("topics", List.of("avro", "access", "redaction")),
            entry("avro", List.of("topics")),
            entry("kafka", List.of()));

    /** The modules, by the package they live in. */
    enum Module {
        STANDALONE,
        SERVER,
        LEARNER,
        STREAMS,
        INGESTION,
        POLICY,
        ARMS,
        ACCESS,
        REDACTION,
        TOPICS,
        AVRO,
        KAFKA;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        String packages() {
            return "dev.backchannel." + word() + "..";
        }
    }

    @Test
    void everyClassBelongsToAModule() {
        ArchRule rule = classes()
                .that()
                .resideInAPackage("dev.backchannel..")
                .should()
                .resideInAnyPackage(
                        Arrays.stream(Module.values()).map(Module::packages).toArray(String[]::new));
        rule.check(HOUSE);
        for (Module module : Module.values()) {
            assertThat(HOUSE.that(resideInAPackage(module.packages())))
                    .as("classes of %s", module.word())
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Module.class)
    void aModuleUsesOnlyWhatLiesBelowIt(Module module) {
        String[] forbidden = Arrays.stream(Module.values())
                .filter(other -> other != module)
                .filter(other -> !MAY_USE.get(module.word()).contains(other.word()))
                .map(Module::packages)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(module.packages())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .because(module.word() + " may use only " + MAY_USE.get(module.word()))
                .check(HOUSE);
    }

    @Test
    void theEngineIsKnownToTheModelAlone() {
        noClasses()
                .that()
                .resideInAPackage("dev.backchannel..")
                .and()
                .resideOutsideOfPackage("dev.backchannel.policy..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .check(HOUSE);
    }

    @Test
    void theS3ClientIsKnownToItsStoreAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.backchannel.standalone.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.minio..", "okhttp3..", "kotlin..")
                .check(HOUSE);
    }

    @Test
    void configurationIsReadInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.backchannel.standalone.config..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.smallrye.config..")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.microprofile.config..")
                .check(HOUSE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"policy", "ingestion", "streams", "learner", "server"})
    void insideAModuleNothingGoesRoundInCircles(String module) {
        slices().matching("dev.backchannel." + module + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(HOUSE);
    }

    @Test
    void theUsersEyesShareNothingWithTheWriterOfStyle() {
        noClasses()
                .that()
                .resideInAPackage("dev.backchannel.standalone.demo.check..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("dev\\.backchannel\\.policy\\.seed\\.(AnswerWriter|Courtesies|Openers|UserVoice).*")
                .check(HOUSE);
    }
}

import java.io.FileInputStream;
import java.io.InputStream;
import java.util.EnumSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Prints a line for each rule of a flavour that a file breaks: FILE, flavour, clause, where. */
public class Conformance {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String argument : arguments) {
            int colon = argument.indexOf(':');
            PDFAFlavour flavour = PDFAFlavour.fromString(argument.substring(0, colon));
            String path = argument.substring(colon + 1);
            try (InputStream in = new FileInputStream(path);
                 PDFAParser parser = Foundries.defaultInstance().createParser(in, flavour);
                 PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
                ValidationResult result = validator.validate(parser);
                System.out.println((result.isCompliant() ? "PASS " : "FAIL ") + flavour + " " + path);
                for (TestAssertion one : result.getTestAssertions()) {
                    if (one.getStatus() == TestAssertion.Status.FAILED) {
                        System.out.println("  " + one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber()
                            + " " + one.getMessage() + " at " + one.getLocation().getContext());
                    }
                }
            }
        }
    }
}

package org.warden.rpc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.apache.ws.commons.util.NamespaceContextImpl;
import org.apache.xmlrpc.common.TypeFactoryImpl;
import org.apache.xmlrpc.common.XmlRpcHttpRequestConfigImpl;
import org.apache.xmlrpc.common.XmlRpcStreamConfig;
import org.apache.xmlrpc.parser.AtomicParser;
import org.apache.xmlrpc.parser.TypeParser;
import org.apache.xmlrpc.parser.XmlRpcRequestParser;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads a call out of bytes that may have been made to do harm: no DOCTYPE, no entities, bounded depth, nothing on
 * stderr. Any thread.
 */
final class RequestReader {

    /** Elements within elements; an array costs three a level. Deeper ones would end in a stack overflow. */
    private static final int MAX_DEPTH = 200;

    private static final String JDK_DEPTH = "http://www.oracle.com/xml/jaxp/properties/maxElementDepth";

    /** A parser keeps every element's name it has seen, and buffers as large as they once had to be: none lives for ever. */
    private static final int MOST_USES = 1000;

    private static final int MOST_REUSED_BYTES = 64 << 10;

    private final SAXParserFactory factory;

    /** Parsers that nobody uses at the moment; making one takes longer than parsing a usual call. */
    private final ConcurrentLinkedQueue<Parser> idle = new ConcurrentLinkedQueue<>();

    /** A parser and how often it was used. */
    private static final class Parser {
        final XMLReader reader;
        int uses;

        Parser(XMLReader reader) {
            this.reader = reader;
        }
    }

    /** A call as it came. {@code methodName} may be null or empty. */
    record Call(String methodName, List<?> params) {}

    RequestReader() {
        // The JDK's own parser, whatever a container's service files name.
        factory = SAXParserFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        factory.setValidating(false);
        try {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException("this Java's XML parser can't be made safe", e);
        }
    }

    /** @throws SAXException when the body is not a well-formed call with values of known types */
    Call read(byte[] body) throws SAXException {
        try {
            Parser used = idle.poll();
            if (used == null) {
                used = new Parser(newReader());
            }
            XMLReader reader = used.reader;
            XmlRpcHttpRequestConfigImpl config = new XmlRpcHttpRequestConfigImpl();
            XmlRpcRequestParser parser = new XmlRpcRequestParser(config, new Types());
            Guard guard = new Guard(parser);
            reader.setContentHandler(guard);
            reader.setErrorHandler(guard);
            reader.setEntityResolver(guard);
            reader.parse(new InputSource(new ByteArrayInputStream(body)));
            // One that met an error is not trusted with the next call.
            if (++used.uses < MOST_USES && body.length <= MOST_REUSED_BYTES) {
                idle.add(used);
            }
            return new Call(parser.getMethodName(), parser.getParams() == null ? List.of() : parser.getParams());
        } catch (IOException | RuntimeException e) {
            // Bytes that are no UTF-8 are an IOException here; the library's parsers throw the rest at odd input.
            throw new SAXException(e);
        }
    }

    private XMLReader newReader() throws SAXException {
        try {
            // A factory may be used by one thread at a time.
            synchronized (factory) {
                XMLReader reader = factory.newSAXParser().getXMLReader();
                // JDK 25 has a limit of its own here, and it is lower than ours; the Guard counts.
                reader.setProperty(JDK_DEPTH, "0");
                return reader;
            }
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Integers of any size, dates of no time zone, and booleans as lenient as stock's. */
    private static final class Types extends TypeFactoryImpl {
        Types() {
            super(null);
        }

        @Override
        public TypeParser getParser(
                XmlRpcStreamConfig config, NamespaceContextImpl context, String uri, String localName) {
            if ("".equals(uri) && ("int".equals(localName) || "i4".equals(localName))) {
                return new IntegerParser();
            }
            if ("".equals(uri) && "boolean".equals(localName)) {
                return new TruthParser();
            }
            if ("".equals(uri) && "dateTime.iso8601".equals(localName)) {
                return new MomentParser();
            }
            return super.getParser(config, context, uri, localName);
        }
    }

    private static final class IntegerParser extends AtomicParser {
        @Override
        protected void setResult(String text) throws SAXException {
            Long number = Arguments.parse(text);
            if (number == null) {
                throw new SAXParseException("not an integer", getDocumentLocator());
            }
            super.setResult((Object) number);
        }
    }

    private static final class TruthParser extends AtomicParser {
        @Override
        protected void setResult(String text) {
            super.setResult((Object) "1".equals(text.strip()));
        }
    }

    /** No method takes a date; it has to be one all the same, or the document is refused as in stock. */
    private static final class MomentParser extends AtomicParser {
        @Override
        protected void setResult(String text) throws SAXException {
            try {
                LocalDateTime moment = LocalDateTime.parse(text.strip().replaceFirst("^(....)(..)(..)T", "$1-$2-$3T"));
                super.setResult((Object) moment);
            } catch (DateTimeException e) {
                throw new SAXParseException("not a date", getDocumentLocator());
            }
        }
    }

    /** Passes events on as long as the document is not too deep. */
    private static final class Guard extends DefaultHandler {
        private final XmlRpcRequestParser next;
        private int depth;

        Guard(XmlRpcRequestParser next) {
            this.next = next;
        }

        @Override
        public void setDocumentLocator(Locator locator) {
            next.setDocumentLocator(locator);
        }

        @Override
        public void startDocument() throws SAXException {
            next.startDocument();
        }

        @Override
        public void endDocument() throws SAXException {
            next.endDocument();
        }

        @Override
        public void startPrefixMapping(String prefix, String uri) throws SAXException {
            next.startPrefixMapping(prefix, uri);
        }

        @Override
        public void endPrefixMapping(String prefix) throws SAXException {
            next.endPrefixMapping(prefix);
        }

        @Override
        public void startElement(String uri, String localName, String qName, Attributes attributes)
                throws SAXException {
            if (++depth > MAX_DEPTH) {
                throw new SAXException("nested too deeply");
            }
            next.startElement(uri, localName, qName, attributes);
        }

        @Override
        public void endElement(String uri, String localName, String qName) throws SAXException {
            depth--;
            next.endElement(uri, localName, qName);
        }

        @Override
        public void characters(char[] chars, int start, int length) throws SAXException {
            next.characters(chars, start, length);
        }

        @Override
        public void ignorableWhitespace(char[] chars, int start, int length) throws SAXException {
            next.ignorableWhitespace(chars, start, length);
        }

        @Override
        public InputSource resolveEntity(String publicId, String systemId) throws SAXException {
            throw new SAXException("entities are not read");
        }

        // The parser prints to stderr unless somebody takes these.
        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
